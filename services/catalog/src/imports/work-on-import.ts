import { createWriteStream } from 'node:fs';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { finished } from 'node:stream/promises';
import { catalog } from '@fakexplain/contract';
import type { Database, Sql } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { ImportRefused, type Refusal } from '../rows/refusal.ts';
import { withoutTrace } from '../rows/without-trace.ts';
import { importUpload } from './import-upload.ts';
import type { UnpackLimits } from './unpack/allowance.ts';
import { unpackArchive } from './unpack/unpack-archive.ts';
import type { Uploads } from './uploads.ts';
import { whileImporting } from './while-importing.ts';

const { imports } = catalogSchema;

/** After which what is said to run, and says nothing of itself, is taken for dead. */
export const staleSeconds = 10;
const beatMs = 1_000;
/** Refusals that the report itself has. */
const shownRefusals = 100;

export const isStale = sql`${imports.touchedAt} < now() - make_interval(secs => ${staleSeconds})`;

export interface ImportWork {
  db: Database;
  sql: Sql;
  blobs: BlobStore;
  uploads: Uploads;
  limits: UnpackLimits;
}

/** Where every refused row of the last run of an import is written, one JSON object a line. */
export const refusalsFile = (uploads: Uploads, id: string) => join(uploads.folderOf(id), 'refused.jsonl');

/**
 * Does an import that waits, or that another process left in the middle; does nothing where it is done elsewhere, or where
 * another one into its dataset runs.
 * @param leaving ends the work at the next row, to be gone on with elsewhere or later
 */
export async function workOnImport(id: string, work: ImportWork, leaving: AbortSignal): Promise<void> {
  const { db, sql: pool } = work;
  const [asked] = await db.select({ dataset: imports.dataset }).from(imports).where(eq(imports.id, id));
  if (!asked) return;
  const lock = `an import into ${asked.dataset}`;
  const session = await pool.reserve();
  try {
    const [found] = await session`select pg_try_advisory_lock(hashtextextended(${lock}, 0)) as free`;
    if (found?.['free'] !== true) return;
    try {
      const claimed = await claim(db, id);
      if (claimed) await whileImporting(pool, () => runClaimed(claimed, work, leaving));
    } finally {
      await session`select pg_advisory_unlock(hashtextextended(${lock}, 0))`;
    }
  } finally {
    session.release();
  }
}

type Claimed = typeof imports.$inferSelect;

async function claim(db: Database, id: string): Promise<Claimed | undefined> {
  // One that was to stop when its process ended has stopped.
  await db
    .update(imports)
    .set({ state: 'stopped', progress: null, touchedAt: sql`now()` })
    .where(and(eq(imports.id, id), eq(imports.state, 'stopping'), isStale));
  const [claimed] = await db
    .update(imports)
    .set({ state: 'running', progress: null, report: null, reason: null, touchedAt: sql`now()` })
    .where(
      and(eq(imports.id, id), or(eq(imports.state, 'waiting'), and(eq(imports.state, 'running'), isStale))),
    )
    .returning();
  return claimed;
}

async function runClaimed(claimed: Claimed, work: ImportWork, leaving: AbortSignal): Promise<void> {
  const { id, dryRun } = claimed;
  const { db, blobs, uploads, limits } = work;
  const folder = uploads.folderOf(id);
  const file = uploads.fileOf(claimed);
  const unpacked = join(folder, 'unpacked', parse(claimed.fileName).name);
  await mkdir(folder, { recursive: true });
  const inside = withoutFolders([folder, await realpath(folder)]);
  const stop = new AbortController();
  const report: catalog.ImportReport = {
    added: {},
    present: 0,
    refused: 0,
    understood: [],
    notes: [],
    refusals: [],
  };
  let progress: catalog.ShownProgress | null = null;
  const beat = async () => {
    const [there] = await db
      .update(imports)
      .set({ progress, report, touchedAt: sql`now()` })
      .where(eq(imports.id, id))
      .returning({ state: imports.state });
    if (there?.state !== 'running') stop.abort();
  };
  // A beat that fails is followed by another; the end is written by itself.
  const beating = setInterval(() => void beat().catch(() => undefined), beatMs);
  const refusals = createWriteStream(refusalsFile(uploads, id));
  const onRefusal = ({ file, ...refusal }: Refusal) => {
    const told = { file: inside(file), ...refusal, reason: inside(refusal.reason) };
    refusals.write(`${JSON.stringify(told)}\n`);
    if (report.refusals.length < shownRefusals) report.refusals.push(told);
  };
  const signal = AbortSignal.any([stop.signal, leaving]);
  const doing = (stores: { db: Database; blobs: BlobStore }) =>
    importUpload(
      {
        file,
        settings: catalog.importSettingsSchema.parse(claimed.settings),
        unpack: async () => {
          await unpackArchive(file, unpacked, limits, signal);
          return unpacked;
        },
      },
      stores,
      {
        signal,
        say: (line) => report.notes.push(inside(line)),
        onRefusal,
        onProgress: ({ done, total, rows, refused }) => {
          report.refused = refused;
          progress = { share: total > 0 ? Math.min(1, done / total) : 1, rows, refused };
        },
      },
    );
  const interrupted = () => (stop.signal.aborted ? 'stopped' : 'waiting');
  let end: Partial<Claimed>;
  try {
    const { summary, notes } = await (dryRun ? withoutTrace({ db, blobs }, doing) : doing({ db, blobs }));
    Object.assign(report, {
      added: summary.added,
      present: summary.present,
      refused: summary.refused,
      understood: summary.understood.lines(),
      notes: [...report.notes, ...notes.map(inside)],
    });
    end = { state: summary.interrupted ? interrupted() : 'done' };
  } catch (error) {
    if (signal.aborted) end = { state: interrupted() };
    else if (error instanceof ImportRefused) end = { state: 'refused', reason: inside(error.message) };
    else end = { state: 'failed', reason: inside(error instanceof Error ? error.message : String(error)) };
  } finally {
    clearInterval(beating);
    refusals.end();
    await finished(refusals).catch(() => undefined);
  }
  if (end.state === 'done' && !dryRun) await rm(join(folder, 'unpacked'), { recursive: true, force: true });
  await db
    .update(imports)
    .set({ ...end, report, progress: null, touchedAt: sql`now()` })
    .where(and(eq(imports.id, id), inArray(imports.state, ['running', 'stopping'])));
}

/** Takes the service's own folders off the paths in a text, so that it speaks of what was sent. */
function withoutFolders(folders: string[]): (text: string) => string {
  const prefixes = folders.flatMap((folder) => [`${folder}/unpacked/`, `${folder}/file/`]);
  return (text) => prefixes.reduce((rest, prefix) => rest.replaceAll(prefix, ''), text);
}
