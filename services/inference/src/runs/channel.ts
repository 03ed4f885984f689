import type { Transaction } from '@fakexplain/database';
import { sql } from 'drizzle-orm';

/** Where workers hear of runs that have work, or whose state has changed. */
export const runsChannel = 'fakexplain_inference_runs';

/** Tells all workers, once the transaction is in. */
export async function announceRun(tx: Transaction, runId: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${runsChannel}, ${runId})`);
}
