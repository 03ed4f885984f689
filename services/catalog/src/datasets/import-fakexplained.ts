import { basename, dirname } from 'node:path';
import type { Database } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { overlapNotes } from '../duplicates/overlap-notes.ts';
import { markNotes } from '../marks/mark-notes.ts';
import { ImportRefused } from '../rows/refusal.ts';
import type { ImportOptions, ImportSummary } from '../rows/take-rows.ts';
import { importTrainingRows } from './import-training-rows.ts';
import { manifestOfDataset } from './ensure-dataset.ts';
import { readManifest, type Manifest } from './manifest.ts';

export interface FakexplainedImport {
  /** JSONL of training rows. */
  file: string;
  /** The folder that paths are relative to, where it is not the file's own. */
  images?: string | undefined;
  /** File of the dataset's manifest; without one, `dataset` says which dataset this is. */
  manifest?: string | undefined;
  dataset?: string | undefined;
  /** Source of the annotations, where the manifest names none. */
  human?: string | undefined;
}

/**
 * Brings in FakeXplain's training rows with the manifest that goes with them.
 * @returns what went in, and what the person who imports should know
 * @throws ImportRefused where nothing can be imported at all
 */
export async function importFakexplained(
  { file, images = dirname(file), ...named }: FakexplainedImport,
  stores: { db: Database; blobs: BlobStore },
  options: ImportOptions = {},
): Promise<{ summary: ImportSummary; notes: string[] }> {
  const manifest = await manifestFor(named, stores.db);
  const summary = await importTrainingRows({ ...stores, file, imagesFolder: images, manifest }, options);
  if (summary.interrupted) return { summary, notes: [] };
  const { slug } = manifest.dataset;
  const notes = [...(await overlapNotes(stores.db, slug)), ...(await markNotes(stores.db, slug))];
  const { unknownPaths } = summary;
  if (unknownPaths.length === 0) return { summary, notes };
  const some = unknownPaths.slice(0, 5).join(', ') + (unknownPaths.length > 5 ? ', …' : '');
  const unknown = `The manifest names ${unknownPaths.length} ${unknownPaths.length === 1 ? 'image' : 'images'} that ${basename(file)} does not: ${some}`;
  return { summary, notes: [unknown, ...notes] };
}

async function manifestFor(
  { manifest: file, dataset, human }: Pick<FakexplainedImport, 'manifest' | 'dataset' | 'human'>,
  db: Database,
): Promise<Manifest> {
  if (file === undefined && dataset === undefined) {
    throw new ImportRefused('Say which dataset this is: give --manifest or --dataset.');
  }
  const manifest = file === undefined ? await manifestOfDataset(db, dataset ?? '') : await readManifest(file);
  if (dataset !== undefined && dataset !== manifest.dataset.slug) {
    throw new ImportRefused(`The manifest is of the dataset ${manifest.dataset.slug}, not of ${dataset}.`);
  }
  if (human === undefined || human === manifest.human?.slug) return manifest;
  if (manifest.human) {
    throw new ImportRefused(`The manifest's annotators are ${manifest.human.slug}, not ${human}.`);
  }
  return { ...manifest, human: { slug: human, name: human, kind: 'human', demo: false, description: '' } };
}
