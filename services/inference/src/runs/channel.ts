import type { Transaction } from '@fakexplain/database';
import { sql } from 'drizzle-orm';

/** The channel that notifies workers of runs that have work or have changed their state. */
export const runsChannel = 'fakexplain_inference_runs';

/** Notifies all workers when the transaction commits. */
export async function announceRun(tx: Transaction, runId: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${runsChannel}, ${runId})`);
}
