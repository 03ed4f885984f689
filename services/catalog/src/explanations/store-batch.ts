import type { Database } from '@fakexplain/database';
import type { NewExplanation } from '@fakexplain/database/explanations';
import { lockDataset } from '../datasets/lock-dataset.ts';
import type { Stored } from '../rows/take-rows.ts';
import { storeExplanations } from './store-explanations.ts';

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
