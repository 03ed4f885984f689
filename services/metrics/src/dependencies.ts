import type { Database, Sql } from '@fakexplain/database';
import type { Logger, TrustedProxies } from '@fakexplain/service-kit';
import type { Resampling } from './summaries/resampling.ts';

/** Everything the metrics service depends on; tests pass their own. */
export interface Dependencies {
  db: Database;
  /** The connection pool of `db`. */
  sql: Sql;
  logger: Logger;
  /** The bearer token of maintainers, who see what is under embargo and results before their time. */
  maintainerToken: string;
  /** Whose request ids are taken over into the log; default: none. */
  trustedProxies?: TrustedProxies;
  /** Where intervals are computed, so that requests do not block each other. */
  resampling: Resampling;
}
