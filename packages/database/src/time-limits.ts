import type { SqlOrTransaction } from './client.ts';

/** How long the work of one kind may take and wait; what takes longer is given up, and nothing of it is kept. */
export interface TimeLimits {
  /** Milliseconds that a statement may take. */
  statementMs: number;
  /** Milliseconds that a statement may wait for a lock. */
  lockMs: number;
  /** Milliseconds that a transaction may wait for its next statement. */
  idleMs: number;
  /** Seconds that a query may wait for a connection. */
  queueS: number;
}

/** Of pages and votes: one behind a lock or in a queue is answered within three seconds. */
export const pageLimits: TimeLimits = { statementMs: 5_000, lockMs: 800, idleMs: 5_000, queueS: 2 };

/** Of numbers computed over many rows. */
export const reportLimits: TimeLimits = { ...pageLimits, statementMs: 15_000 };

/** Of files that go out as fast as their reader takes them, and break off after a minute in which none is taken. */
export const exportLimits: TimeLimits = { ...reportLimits, idleMs: 90_000 };

/** The limits as PostgreSQL's settings of a session. */
export const settingsOf = ({ statementMs, lockMs, idleMs }: TimeLimits) => ({
  statement_timeout: statementMs,
  lock_timeout: lockMs,
  idle_in_transaction_session_timeout: idleMs,
});

/** Lifts the limits until the transaction ends, for work that takes as long as it takes, such as opening a study. */
export async function liftTimeLimits(tx: SqlOrTransaction): Promise<void> {
  await tx`
    select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
      set_config('idle_in_transaction_session_timeout', '0', true)`;
}
