import type { Database, Transaction } from '@fakexplain/database';
import { contentHash, insertExplanations, type NewExplanation } from '@fakexplain/database/explanations';
import { catalogSchema } from '@fakexplain/database/schema';
import { and, eq, inArray } from 'drizzle-orm';
import { RowRefused } from '../rows/refusal.ts';
import { lockDataset } from '../datasets/ensure-dataset.ts';
import type { Stored } from '../rows/take-rows.ts';

const { explanations } = catalogSchema;

/**
 * Adds explanations to a run; the transaction holds the lock of the run's dataset. One that the run already has
 * in the same words is left alone; a run never changes its mind, since people may have voted on what it said.
 * @returns for each explanation whether it was added, was there, or why it is refused
 */
export async function storeExplanations(
  tx: Transaction,
  runId: string,
  rows: NewExplanation[],
): Promise<('added' | 'present' | RowRefused)[]> {
  if (rows.length === 0) return [];
  const there = await tx
    .select({ image: explanations.imageSha256, hash: explanations.contentHash, raw: explanations.rawText })
    .from(explanations)
    .where(
      and(
        eq(explanations.runId, runId),
        inArray(
          explanations.imageSha256,
          rows.map((row) => row.imageSha256),
        ),
      ),
    );
  const byImage = new Map(there.map((row) => [row.image, row]));
  const outcomes = rows.map((row) => {
    const before = byImage.get(row.imageSha256);
    if (!before) return 'added';
    const same =
      before.raw === (row.raw?.text ?? null) && contentHash(row.explanation).equals(Buffer.from(before.hash));
    if (same) return 'present';
    const reason =
      'a file of this name brought in another explanation of this image; rename the changed file';
    return new RowRefused('', reason);
  });
  const added = rows.filter((_, index) => outcomes[index] === 'added');
  await insertExplanations(tx, runId, added);
  return outcomes;
}

/** Adds explanations to a run in one transaction. Those added count as `countAs` says. */
export function storeBatch<Row extends NewExplanation>(
  db: Database,
  { datasetId, runId }: { datasetId: string; runId: string },
  rows: Row[],
  countAs: (row: Row) => string,
): Promise<Stored[]> {
  return db.transaction(async (tx) => {
    await lockDataset(tx, datasetId);
    const outcomes = await storeExplanations(tx, runId, rows);
    return rows.map((row, index): Stored => {
      const outcome = outcomes[index] ?? 'present';
      return outcome === 'added' ? { added: countAs(row) } : outcome;
    });
  });
}
