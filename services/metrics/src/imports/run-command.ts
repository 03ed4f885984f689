import { basename, dirname } from 'node:path';
import type { Database } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { importTrainingRows } from '../datasets/import-training-rows.ts';
import { manifestOfDataset } from '../datasets/manifest-of-dataset.ts';
import { readManifest, type Manifest } from '../datasets/manifest.ts';
import { importExplanations } from '../explanations/import-explanations.ts';
import type { ImportOptions, ImportSummary } from './import-rows.ts';
import type { Command } from './parse-command.ts';
import { ImportRefused } from './refusal.ts';

type ImportCommand = Exclude<Command, { name: 'help' }>;

/** Does what a command says. `notes` are for the person who gave it. @throws ImportRefused */
export async function runCommand(
  command: ImportCommand,
  { db, blobs }: { db: Database; blobs: BlobStore },
  options: ImportOptions,
): Promise<{ summary: ImportSummary; notes: string[] }> {
  const { file } = command;
  if (command.name === 'explanations') {
    const { dataset, source } = command;
    return { summary: await importExplanations({ db, file, dataset, source }, options), notes: [] };
  }
  const manifest = await manifestFor(command, db);
  const imagesFolder = command.images ?? dirname(file);
  const summary = await importTrainingRows({ db, blobs, file, imagesFolder, manifest }, options);
  const { unknownPaths } = summary;
  if (unknownPaths.length === 0) return { summary, notes: [] };
  const some = unknownPaths.slice(0, 5).join(', ') + (unknownPaths.length > 5 ? ', …' : '');
  return {
    summary,
    notes: [`The manifest names ${unknownPaths.length} images that ${basename(file)} does not: ${some}`],
  };
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
