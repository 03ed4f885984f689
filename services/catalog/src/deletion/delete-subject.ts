import type { catalog } from '@fakexplain/contract';
import { recordChange, type Database, type Sql, type Transaction } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { and, eq, inArray, notExists, sql } from 'drizzle-orm';
import { whileNobodyImports } from '../imports/while-importing.ts';
import { assertUnused } from './find-uses.ts';

const { datasetImages, datasets, explanations, images, runs, sources, thumbnails } = catalogSchema;

interface Stores {
  db: Database;
  /** The pool below `db`. */
  sql: Sql;
  blobs: BlobStore;
}

/** Deletes a dataset that nothing uses, with its runs, and with the images that stand nowhere else. @throws ProblemError */
export async function deleteDataset(stores: Stores, slug: string): Promise<catalog.Deletion> {
  const { db, blobs } = stores;
  const [dataset] = await db.select().from(datasets).where(eq(datasets.slug, slug));
  if (!dataset) throw new ProblemError('not-found', { detail: `There is no dataset ${slug}.` });
  return alone(stores, async () => {
    const { gone, ...deleted } = await unlimited(db, async (tx) => {
      // Whoever opens a study of it meanwhile waits, and finds it gone.
      await tx.select().from(datasets).where(eq(datasets.id, dataset.id)).for('update');
      await assertUnused(tx, { dataset: dataset.id });
      const counts = await deleteRuns(tx, eq(runs.datasetId, dataset.id));
      const left = await tx
        .delete(datasetImages)
        .where(eq(datasetImages.datasetId, dataset.id))
        .returning({ sha256: datasetImages.imageSha256 });
      const gone = await deleteImages(
        tx,
        left.map(({ sha256 }) => sha256),
      );
      await tx.delete(datasets).where(eq(datasets.id, dataset.id));
      const subject = { kind: 'dataset', name: slug } as const;
      await recordChange(tx, { action: 'deleteDataset', subject, before: { ...dataset, ...counts } });
      return { ...counts, gone };
    });
    for (const sha256 of [...gone.images, ...gone.thumbnails]) await blobs.remove(sha256);
    return { ...deleted, images: gone.images.length };
  });
}

/** Deletes a source that nothing uses, with its runs. @throws ProblemError */
export async function deleteSource(stores: Stores, slug: string): Promise<catalog.Deletion> {
  const { db } = stores;
  const [source] = await db.select().from(sources).where(eq(sources.slug, slug));
  if (!source) throw new ProblemError('not-found', { detail: `There is no source ${slug}.` });
  return alone(stores, () =>
    unlimited(db, async (tx) => {
      await tx.select().from(sources).where(eq(sources.id, source.id)).for('update');
      await assertUnused(tx, { source: source.id });
      const counts = await deleteRuns(tx, eq(runs.sourceId, source.id));
      await tx.delete(sources).where(eq(sources.id, source.id));
      const subject = { kind: 'source', name: slug } as const;
      await recordChange(tx, { action: 'deleteSource', subject, before: { ...source, ...counts } });
      return { ...counts, images: 0 };
    }),
  );
}

async function alone<T>({ sql: pool }: Stores, work: () => Promise<T>): Promise<T> {
  const done = await whileNobodyImports(pool, () => work().then((value) => ({ value })));
  if (done) return done.value;
  const message = 'an import is running; wait for its end, or stop it';
  throw new ProblemError('in-use', {
    detail: `Not now: ${message}.`,
    errors: [{ path: 'imports', message }],
  });
}

/** A transaction that takes as long as it takes. */
const unlimited = <T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    await tx.execute(sql`
      select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`);
    return work(tx);
  });

async function deleteRuns(
  tx: Transaction,
  which: ReturnType<typeof eq>,
): Promise<{ runs: number; explanations: number }> {
  const chosen = tx.select({ id: runs.id }).from(runs).where(which);
  const said = await tx
    .delete(explanations)
    .where(inArray(explanations.runId, chosen))
    .returning({ id: explanations.id });
  const gone = await tx.delete(runs).where(which).returning({ id: runs.id });
  return { runs: gone.length, explanations: said.length };
}

/** Deletes those images that stand in no dataset any more; the hashes of their blobs. */
async function deleteImages(
  tx: Transaction,
  hashes: string[],
): Promise<{ images: string[]; thumbnails: string[] }> {
  const gone = { images: [] as string[], thumbnails: [] as string[] };
  for (let at = 0; at < hashes.length; at += 1_000) {
    const some = hashes.slice(at, at + 1_000);
    const lonely = await tx
      .select({ sha256: images.sha256 })
      .from(images)
      .where(
        and(
          inArray(images.sha256, some),
          notExists(tx.select().from(datasetImages).where(eq(datasetImages.imageSha256, images.sha256))),
          notExists(tx.select().from(explanations).where(eq(explanations.imageSha256, images.sha256))),
        ),
      );
    const chosen = lonely.map(({ sha256 }) => sha256);
    if (chosen.length === 0) continue;
    const small = await tx
      .delete(thumbnails)
      .where(inArray(thumbnails.imageSha256, chosen))
      .returning({ sha256: thumbnails.sha256 });
    await tx.delete(images).where(inArray(images.sha256, chosen));
    gone.images.push(...chosen);
    gone.thumbnails.push(...small.map(({ sha256 }) => sha256));
  }
  return gone;
}
