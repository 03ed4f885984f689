import type { Database, Sql } from '@fakexplain/database';
import type { Logger, TrustedProxies } from '@fakexplain/service-kit';
import type { Reports } from '@fakexplain/service-kit/reports';
import type { Threads } from '@fakexplain/service-kit/threads';

/** Everything the metrics service depends on; tests pass their own. */
export interface Dependencies {
  db: Database;
  /** The connection pool of `db`. */
  sql: Sql;
  /** Where it is, for threads, which connect by themselves. */
  databaseUrl: string;
  logger: Logger;
  /** Whose request ids are taken over into the log; default: none. */
  trustedProxies?: TrustedProxies;
  /** Where what takes long is computed, so that requests do not block each other. */
  threads: Threads;
  /** Makes what is computed over votes. */
  reports: Reports<Sql>;
}
