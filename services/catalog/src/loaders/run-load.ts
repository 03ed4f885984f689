import type { Database } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { findDataset } from '../datasets/ensure-dataset.ts';
import { manifestOfDataset } from '../datasets/manifest-of-dataset.ts';
import type { DatasetEntry } from '../datasets/manifest.ts';
import type { ImportOptions, ImportSummary } from '../rows/take-rows.ts';
import { importSet } from './import-set.ts';
import { loaders } from './index.ts';
import type { Loader } from './loaded-set.ts';
import type { LoadCommand } from './parse-load.ts';

/** Imports a dataset in its own layout; how labels are read is said before anything is. @throws ImportRefused */
export async function runLoad(
  command: LoadCommand,
  { db, blobs }: { db: Database; blobs: BlobStore },
  { say, ...options }: ImportOptions & { say?: ((line: string) => void) | undefined },
): Promise<{ summary: ImportSummary; dataset: string }> {
  const loader: Loader = loaders[command.loader];
  const entry = await entryFor(command, loader, db);
  const set = await loader.load(command.file, command.options);
  say?.(`Labels: ${set.labels}.`);
  for (const note of set.notes) say?.(`${note}.`);
  return { summary: await importSet({ db, blobs, entry, set }, options), dataset: entry.slug };
}

/** The dataset as it is, or as the layout knows it, with what the command says otherwise. */
async function entryFor(
  { dataset, described }: LoadCommand,
  { entry: own }: Loader,
  db: Database,
): Promise<DatasetEntry> {
  const slug = dataset ?? own?.slug ?? '';
  const known = own && !(await findDataset(db, slug)) ? { ...own, slug } : undefined;
  return { ...(known ?? (await manifestOfDataset(db, slug)).dataset), ...described };
}
