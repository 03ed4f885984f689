import type { Database } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { findDataset, manifestOfDataset } from '../datasets/ensure-dataset.ts';
import type { DatasetEntry } from '../datasets/manifest.ts';
import { overlapNotes } from '../duplicates/overlap-notes.ts';
import { markNotes } from '../marks/mark-notes.ts';
import { ImportRefused } from '../rows/refusal.ts';
import type { ImportOptions, ImportSummary } from '../rows/take-rows.ts';
import { importSet } from './import-set.ts';
import type { Loader, LoaderOptions } from './loaded-set.ts';
import { chameleon } from './chameleon.ts';
import { faceForensics } from './faceforensics.ts';
import { fakeClue } from './fakeclue.ts';
import { folder } from './folder.ts';
import { gptImage1 } from './gpt-image-1.ts';
import { manifestFile } from './manifest-file.ts';
import { mmfr } from './mmfr.ts';
import { ntire } from './ntire.ts';
import { parquet } from './parquet.ts';
import { synthScars } from './synthscars.ts';

/** Layouts by their names in the command. */
export const loaders = {
  fakeclue: fakeClue,
  chameleon,
  'gpt-image-1': gptImage1,
  faceforensics: faceForensics,
  mmfr,
  folder,
  manifest: manifestFile,
  parquet,
  synthscars: synthScars,
  'ntire-2026': ntire,
} satisfies Record<string, Loader>;

export type LoaderName = keyof typeof loaders;

export interface Load {
  loader: LoaderName;
  /** The folder or file. */
  file: string;
  /** Needed where the loader has no entry of its own. */
  dataset?: string | undefined;
  /** Facts of the dataset in addition to its slug. */
  described: Partial<Omit<DatasetEntry, 'slug'>>;
  options: LoaderOptions;
}

/** Imports a dataset in its own layout; how labels are read is said before anything is. @throws ImportRefused */
export async function runLoad(
  load: Load,
  { db, blobs }: { db: Database; blobs: BlobStore },
  { say, ...options }: ImportOptions & { say?: ((line: string) => void) | undefined },
): Promise<{ summary: ImportSummary; notes: string[] }> {
  const loader: Loader = loaders[load.loader];
  const entry = await entryFor(load, loader, db);
  const set = await loader.load(load.file, load.options);
  say?.(`Labels: ${set.labels}.`);
  for (const note of set.notes) say?.(`${note}.`);
  const { summary, notes } = await importSet({ db, blobs, entry, set }, options);
  if (summary.interrupted) return { summary, notes };
  return {
    summary,
    notes: [...notes, ...(await overlapNotes(db, entry.slug)), ...(await markNotes(db, entry.slug))],
  };
}

/** The dataset as stored, or else the layout's entry, changed by the options of the command. */
async function entryFor(
  { dataset, described }: Load,
  { entry: own }: Loader,
  db: Database,
): Promise<DatasetEntry> {
  const slug = dataset ?? own?.slug;
  if (slug === undefined) throw new ImportRefused('Say with --dataset which dataset this is.');
  const known = own && !(await findDataset(db, slug)) ? { ...own, slug } : undefined;
  return { ...(known ?? (await manifestOfDataset(db, slug)).dataset), ...described };
}
