import { drizzle } from 'drizzle-orm/postgres-js';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

/** Group roles that the migrations create: each may write its own schema and read the others', the arena's through views. */
export type DatabaseRole =
  'fakexplain_arena' | 'fakexplain_catalog' | 'fakexplain_inference' | 'fakexplain_metrics';

export type Database = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
/** A pool or a transaction: queries take either, so that they compose into transactions. */
export type DatabaseOrTransaction = Database | Transaction;
export type Sql = postgres.Sql;
export type TransactionSql = postgres.TransactionSql;
/** The same for hand-written queries, in transactions of `sql.begin`. */
export type SqlOrTransaction = Sql | TransactionSql;

export interface ConnectOptions {
  /**
   * Role taken by every connection from its first statement on, whatever user the URL names.
   * Sent as a startup parameter: a connection pooler in between must pass `role` on.
   */
  role?: DatabaseRole;
  /** Most connections at a time. */
  max?: number;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /**
   * Called when a connection has ended, for whatever reason. With it connections are never closed for their age, so that
   * what belongs to a session (an advisory lock) lasts as long as the session does.
   */
  onClose?: (() => void) | undefined;
}

export interface Connection {
  db: Database;
  /** The pool below `db`. It hands out timestamps and JSON as text, because drizzle does the mapping. */
  sql: Sql;
  /** Waits up to 5 s for running queries, then cuts. */
  close: () => Promise<void>;
}

/** Opens a pool on first use; it reconnects by itself when the server comes back. */
export function connect(url: string, options: ConnectOptions = {}): Connection {
  const { role, max = 10, applicationName = 'fakexplain', onClose } = options;
  const sql = postgres(url, {
    max,
    onnotice: () => undefined,
    ...(onClose && { onclose: onClose, max_lifetime: null }),
    connection: { application_name: applicationName, TimeZone: 'UTC', ...(role && { role }) },
  });
  return { db: drizzle(sql), sql, close: () => sql.end({ timeout: 5 }) };
}
