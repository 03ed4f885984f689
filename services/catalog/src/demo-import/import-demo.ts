import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { importTrainingRows } from '../datasets/import-training-rows.ts';
import { readManifest } from '../datasets/manifest.ts';
import { importExplanations } from '../explanations/import-explanations.ts';
import type { ImportOptions } from '../rows/import-rows.ts';
import { formatRefusal, type Refusal } from '../rows/refusal.ts';
import { isDemoComplete } from './is-demo-complete.ts';

const seed = 1;

export interface DemoImport {
  db: Database;
  blobs: BlobStore;
  say?: ((line: string) => void) | undefined;
}

/**
 * Draws the demo dataset and imports it with the explanations of all its sources; where all of it is there, nothing is
 * drawn. An interrupted one is completed by the next.
 * @returns how many rows were refused, which happens where an older version of the demo is there in part; null where
 *   nothing was to be done
 */
export async function importDemo({ db, blobs, say }: DemoImport): Promise<number | null> {
  if (await isDemoComplete(db)) return null;
  say?.('Drawing the demo dataset …');
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-demo-'));
  try {
    // The renderer is loaded only where it is needed: every start asks whether the demo is there.
    const { generateDemo } = await import('../../../../demo/draw/generate.ts');
    const { images, standIns } = await generateDemo({ seed, directory: folder });
    const refusals = await importFolder({ db, blobs }, folder);
    say?.(`Demo dataset: ${images} images, explained by a reference and ${standIns} stand-ins.`);
    const [first] = refusals;
    if (first) say?.(`${refusals.length} rows of it do not go with what was there: ${formatRefusal(first)}`);
    return refusals.length;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function importFolder(
  { db, blobs }: Pick<DemoImport, 'db' | 'blobs'>,
  folder: string,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  const options: ImportOptions = { onRefusal: (refusal) => refusals.push(refusal) };
  const manifest = await readManifest(join(folder, 'manifest.yaml'));
  const file = join(folder, 'annotations.jsonl');
  await importTrainingRows({ db, blobs, file, imagesFolder: folder, manifest }, options);
  const explanations = join(folder, 'explanations');
  for (const name of (await readdir(explanations)).toSorted()) {
    const file = join(explanations, name);
    await importExplanations({ db, file, dataset: manifest.dataset.slug }, options);
  }
  return refusals;
}
