import type { Transaction } from '@fakexplain/database';
import { sql } from 'drizzle-orm';

/** Until the transaction ends, nobody else brings anything into this dataset: imports take turns by batch. */
export async function lockDataset(tx: Transaction, datasetId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`import ${datasetId}`}, 0))`);
}
