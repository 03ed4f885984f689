import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { whileOpen } from '@fakexplain/contract';
import { croissant } from './croissant.ts';
import { findSubject, imagesOf, saidOf, type FolderSubject } from './find-subject.ts';
import { countRows, isShown, rowsOf, type Reading } from './read-rows.ts';
import { makeFolder } from './make-folder.ts';
import { readme } from './readme.ts';
import type { FolderSummary } from './summary.ts';
import { folderTables, type FolderTable } from './tables.ts';
import { usualLimits, writeShards, type Row, type ShardLimits, type WrittenFile } from './write-shards.ts';

export interface FolderProgress {
  table: FolderTable;
  /** Rows of the table so far. */
  rows: number;
  /** Images that the folder will have, and explanations. */
  images: number;
  explanations: number;
}

export interface ExportFolder {
  kind: FolderSubject['kind'];
  slug: string;
  /** Folder that is made; it must not be there, or be empty. */
  out: string;
  /** Whether images are written that the public is not shown now. */
  withWithheld?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: FolderProgress) => void;
  madeAt?: Date;
  limits?: ShardLimits;
}

/**
 * Writes images, explanations, regions and scores of a dataset or study as a folder that `datasets.load_dataset` and mlcroissant
 * open: Parquet files, `README.md`, `croissant.json`. All of one state of the database, in memory that does not grow; the folder
 * is there once it is whole, or not at all.
 *
 * @throws ProblemError `not-found`, `embargoed` where nothing may be shown, `invalid-request` where something is in its place
 */
export async function exportFolder(
  { sql, blobs }: { sql: Sql; blobs: Pick<BlobStore, 'get'> },
  {
    kind,
    slug,
    out,
    withWithheld = false,
    signal,
    onProgress,
    madeAt = new Date(),
    limits = usualLimits,
  }: ExportFolder,
): Promise<FolderSummary> {
  return makeFolder(sql, out, async (tx, folder) => {
    const subject = await findSubject(tx, { kind, slug });
    if (!subject)
      throw new ProblemError('not-found', { detail: `There is no ${kind} “${slug}” that can be exported.` });
    const counts = await countRows({ tx, subject, withWithheld });
    if (counts.images === 0) throw nothingToExport(subject);
    await mkdir(join(folder, 'data'));
    const missing = new Set<string>();
    const reading: Reading = {
      tx,
      blobs,
      subject,
      withWithheld,
      key: randomBytes(32).toString('hex'),
      onMissing: (sha256) => missing.add(sha256),
    };
    const write = (table: FolderTable): Promise<WrittenFile[]> => {
      const { columns } = folderTables[table];
      const rows = counted(rowsOf[table](reading), signal, (rows) =>
        onProgress?.({ table, rows, ...counts }),
      );
      return writeShards(folder, { name: `data/${table}`, columns, about: metadataOf(table) }, rows, limits);
    };
    const summary: FolderSummary = {
      subject,
      files: {
        images: await write('images'),
        explanations: await write('explanations'),
        regions: await write('regions'),
        scores: await write('scores'),
      },
      leftOut: withWithheld ? 0 : subject.withheld,
      missing: missing.size,
      sources: await readSources(reading),
      labels: await readLabels(reading),
      madeAt,
    };
    await writeFile(join(folder, 'croissant.json'), `${JSON.stringify(croissant(summary), null, 2)}\n`);
    await writeFile(join(folder, 'README.md'), readme(summary));
    return summary;
  });
}

function nothingToExport({ kind, withheld, withheldFor }: FolderSubject): ProblemError {
  if (withheld === 0) return new ProblemError('not-found', { detail: `The ${kind} has no images.` });
  const studies = withheldFor.map((title) => ({ title }));
  return new ProblemError('embargoed', { detail: `All of its images are withheld ${whileOpen(studies)}.` });
}

/** Says of pictures that they are some, for the library `datasets`; it takes all other types from the file. */
const metadataOf = (table: FolderTable): Record<string, string> =>
  table === 'images'
    ? { huggingface: JSON.stringify({ info: { features: { image: { _type: 'Image' } } } }) }
    : {};

async function* counted(
  rows: AsyncGenerator<Row>,
  signal: AbortSignal | undefined,
  onRow: (rows: number) => void,
): AsyncGenerator<Row> {
  let count = 0;
  for await (const row of rows) {
    signal?.throwIfAborted();
    yield row;
    onRow((count += 1));
  }
}

type Shown = Pick<Reading, 'tx' | 'subject' | 'withWithheld'>;

async function readSources({ tx, subject, withWithheld }: Shown): Promise<FolderSummary['sources']> {
  return tx<FolderSummary['sources']>`
    select s.slug, s.name, s.kind, count(*)::int as explanations
    from (${saidOf(tx, subject)}) said
    join catalog.explanations i on i.id = said.explanation_id
    join catalog.runs r on r.id = i.run_id
    join catalog.sources s on s.id = r.source_id
    where ${isShown(tx, { withWithheld })}
    group by s.id order by s.slug`;
}

async function readLabels({ tx, subject, withWithheld }: Shown): Promise<FolderSummary['labels']> {
  return tx<FolderSummary['labels']>`
    select i.label, i.generator, count(*)::int as images from (${imagesOf(tx, subject)}) i
    where ${isShown(tx, { withWithheld })}
    group by i.label, i.generator order by i.label, i.generator`;
}
