import { drizzle } from 'drizzle-orm/postgres-js';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { settingsOf, type TimeLimits } from './time-limits.ts';

/** Group roles that the migrations create: each may write its own schema and read the others', the arena's through views. */
export type DatabaseRole =
  | 'fakexplain_account'
  | 'fakexplain_arena'
  | 'fakexplain_catalog'
  | 'fakexplain_inference'
  | 'fakexplain_metrics';

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
  /** None for long work: commands, migrations, scoring, imports. */
  limits?: TimeLimits;
  /** Statements are planned once a connection, for any values: for short ones by key, whose planning takes longer than they do. */
  planOnce?: boolean;
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

/** Seconds until the next attempt to connect, after so many that failed. */
const backoff = (failures: number) => Math.min(2 ** failures / 100, 1);

/** Opens a pool on first use; it reconnects by itself within a second of the server's return. */
export function connect(url: string, options: ConnectOptions = {}): Connection {
  const { role, max = 10, applicationName = 'fakexplain', limits, planOnce = false, onClose } = options;
  const sql = postgres(url, {
    max,
    connect_timeout: 5,
    backoff,
    // A query behind another one on its connection would wait for that one's locks.
    max_pipeline: 0,
    ...(limits && { queue_timeout: limits.queueS }),
    onnotice: () => undefined,
    ...(onClose && { onclose: onClose, max_lifetime: null }),
    connection: {
      application_name: applicationName,
      TimeZone: 'UTC',
      ...(role && { role }),
      ...(planOnce && { plan_cache_mode: 'force_generic_plan' }),
      ...(limits && settingsOf(limits)),
    },
  });
  return { db: drizzle(sql), sql, close: () => sql.end({ timeout: 5 }) };
}
