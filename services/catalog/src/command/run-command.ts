import { basename, dirname } from 'node:path';
import type { Database } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { importTrainingRows } from '../datasets/import-training-rows.ts';
import { manifestOfDataset } from '../datasets/manifest-of-dataset.ts';
import { readManifest, type Manifest } from '../datasets/manifest.ts';
import { readAnnotationQuality } from '../../../metrics/src/annotation-quality/read-annotation-quality.ts';
import { qualityLines } from '../../../metrics/src/annotation-quality/quality-lines.ts';
import { hashImages } from '../duplicates/hash-images.ts';
import { overlapNotes } from '../duplicates/overlap-notes.ts';
import { importExplanations } from '../explanations/import-explanations.ts';
import { runLoad } from '../loaders/run-load.ts';
import { importPredictions } from '../predictions/import-predictions.ts';
import type { ImportOptions, ImportSummary } from '../rows/take-rows.ts';
import type { Command } from './parse-command.ts';
import { ImportRefused } from '../rows/refusal.ts';

type ImportCommand = Exclude<Command, { name: 'help' }>;

export interface CommandOptions extends ImportOptions {
  /** Told what the person should know before it is done. */
  say?: ((line: string) => void) | undefined;
}

export interface CommandOutcome {
  /** What went in, where the command brings something in. */
  summary?: ImportSummary;
  /** For the person who gave the command. */
  notes: string[];
  /** What was asked for. */
  output?: string[];
}

/** Does what a command says. @throws ImportRefused */
export async function runCommand(
  command: ImportCommand,
  stores: { db: Database; blobs: BlobStore },
  options: CommandOptions,
): Promise<CommandOutcome> {
  const { db } = stores;
  if (command.name === 'explanations') {
    const { file, dataset, source, reference } = command;
    const explanations = { db, file, dataset, source, reference };
    return { summary: await importExplanations(explanations, options), notes: [] };
  }
  if (command.name === 'predictions') return importPredictions({ db, ...command }, options);
  if (command.name === 'hash-images') return hash(stores, options);
  if (command.name === 'check-annotations') {
    const { dataset, reference, thresholds } = command;
    const report = await readAnnotationQuality(db, dataset, { reference, ...thresholds }).catch(asRefusal);
    return { notes: [], output: qualityLines(report) };
  }
  if (command.name === 'load') {
    const { summary, dataset } = await runLoad(command, stores, options);
    return { summary, notes: summary.interrupted ? [] : await overlapNotes(db, dataset) };
  }
  return importFakexplained(command, stores, options);
}

async function importFakexplained(
  command: Extract<ImportCommand, { name: 'fakexplained' }>,
  stores: { db: Database; blobs: BlobStore },
  options: ImportOptions,
): Promise<CommandOutcome> {
  const { file, images: imagesFolder = dirname(file) } = command;
  const manifest = await manifestFor(command, stores.db);
  const summary = await importTrainingRows({ ...stores, file, imagesFolder, manifest }, options);
  if (summary.interrupted) return { summary, notes: [] };
  const overlaps = await overlapNotes(stores.db, manifest.dataset.slug);
  const { unknownPaths } = summary;
  if (unknownPaths.length === 0) return { summary, notes: overlaps };
  const some = unknownPaths.slice(0, 5).join(', ') + (unknownPaths.length > 5 ? ', …' : '');
  const unknown = `The manifest names ${unknownPaths.length} ${unknownPaths.length === 1 ? 'image' : 'images'} that ${basename(file)} does not: ${some}`;
  return { summary, notes: [unknown, ...overlaps] };
}

async function hash(
  stores: { db: Database; blobs: BlobStore },
  options: ImportOptions,
): Promise<CommandOutcome> {
  const { hashed, failed, interrupted } = await hashImages(stores, options);
  const summary = { added: { hashed }, present: 0, refused: failed.length, interrupted };
  return { summary, notes: failed.map((sha256) => `The image ${sha256} cannot be read from the blob store`) };
}

/** What was asked for is not there. */
function asRefusal(error: unknown): never {
  throw error instanceof ProblemError ? new ImportRefused(error.message) : error;
}

async function manifestFor(
  { manifest: manifestFile, dataset, human }: Extract<ImportCommand, { name: 'fakexplained' }>,
  db: Database,
): Promise<Manifest> {
  const manifest =
    manifestFile === undefined
      ? await manifestOfDataset(db, dataset ?? '')
      : await readManifest(manifestFile);
  if (dataset !== undefined && dataset !== manifest.dataset.slug) {
    throw new ImportRefused(`The manifest is of the dataset ${manifest.dataset.slug}, not of ${dataset}.`);
  }
  if (human === undefined || human === manifest.human?.slug) return manifest;
  if (manifest.human) {
    throw new ImportRefused(`The manifest's annotators are ${manifest.human.slug}, not ${human}.`);
  }
  return { ...manifest, human: { slug: human, name: human, kind: 'human', demo: false, description: '' } };
}
