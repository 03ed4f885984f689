import type { Database, Transaction } from '@fakexplain/database';
import { insertExplanations, type NewExplanation } from '@fakexplain/database/explanations';
import { inferenceSchema } from '@fakexplain/database/schema';
import { and, eq, sql, type SQL } from 'drizzle-orm';

const { tasks } = inferenceSchema;

/** An image as the worker that took it names it. */
export interface Held {
  runId: string;
  sha256: string;
  key: number;
}

/**
 * Each of these does nothing, and says false, where the image is no longer this worker's: it was given to another
 * because this one was taken for dead, or its run was cancelled.
 */

/** Stores the explanation and marks the image, both or neither. */
export function keepExplanation(
  db: Database,
  held: Held,
  provenance: string,
  said: Omit<NewExplanation, 'imageSha256'>,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { parseStatus } = said;
    const mine = await settle(tx, held, { state: 'explained', provenance, parseStatus, reason: null });
    if (mine) await insertExplanations(tx, held.runId, [{ imageSha256: held.sha256, ...said }]);
    return mine;
  });
}

export const failImage = (db: Database, held: Held, reason: string) =>
  settle(db, held, { state: 'failed', reason });

/** Lets the image wait for another attempt, `delayMs` milliseconds at least. */
export const tryAgain = (db: Database, held: Held, reason: string, delayMs: number) =>
  settle(db, held, {
    state: 'waiting',
    reason,
    notBefore: sql`now() + make_interval(secs => ${delayMs / 1_000})`,
  });

/** Lets the image wait as if it had never been taken. */
export const giveBack = (db: Database, held: Held) =>
  settle(db, held, { state: 'waiting', attempts: sql`${tasks.attempts} - 1` });

type Change = { [K in keyof typeof tasks.$inferInsert]?: (typeof tasks.$inferInsert)[K] | SQL };

async function settle(
  db: Database | Transaction,
  { runId, sha256, key }: Held,
  change: Change,
): Promise<boolean> {
  const { count } = await db
    .update(tasks)
    .set({ ...change, worker: null, changedAt: sql`now()` })
    .where(
      and(
        eq(tasks.runId, runId),
        eq(tasks.imageSha256, sha256),
        eq(tasks.state, 'taken'),
        eq(tasks.worker, key),
      ),
    );
  return count > 0;
}
