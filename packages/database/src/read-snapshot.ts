import type { PendingQuery, Row } from 'postgres';
import type { Sql, TransactionSql } from './client.ts';

/** Runs a query of the transaction, and ends it when the signal is aborted. */
export type Read = <T extends readonly Row[]>(query: PendingQuery<T>) => Promise<T>;

/**
 * Reads one consistent state of the database, for as long as somebody waits for it: the running query is cancelled when the
 * signal is aborted. The pool must be one of reports alone, since a cancellation that comes too late for its own query hits
 * the next one of that connection; that is tried again here.
 */
export async function readSnapshot<T>(
  sql: Sql,
  signal: AbortSignal,
  work: (tx: TransactionSql, read: Read) => Promise<T>,
): Promise<T> {
  const once = () =>
    sql.begin('isolation level repeatable read read only', (tx) =>
      work(tx, (query) => cancelled(query, signal)),
    ) as Promise<T>;
  signal.throwIfAborted();
  try {
    return await once();
  } catch (error) {
    signal.throwIfAborted();
    if (isCancelled(error)) return once();
    throw error;
  }
}

async function cancelled<T extends readonly Row[]>(query: PendingQuery<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const cancel = () => query.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await query;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** By a request, not by a time limit. */
const isCancelled = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === '57014' &&
  error.message.includes('user request');
