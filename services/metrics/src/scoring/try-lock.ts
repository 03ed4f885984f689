import type { Transaction } from '@fakexplain/database';
import { sql } from 'drizzle-orm';

/** Takes an advisory lock until the transaction ends; false where another has it. */
export async function tryLock(tx: Transaction, name: string): Promise<boolean> {
  const [row] = await tx.execute<{ taken: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as taken`,
  );
  return row?.taken ?? false;
}
