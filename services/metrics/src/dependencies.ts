import type { Database, Sql } from '@fakexplain/database';
import type { Logger, TrustedProxies } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { Resampling } from './scores/summaries/resampling-threads.ts';

/** All that metrics needs of the world; tests bring their own. */
export interface Dependencies {
  db: Database;
  /** The pool below `db`. */
  sql: Sql;
  blobs: BlobStore;
  logger: Logger;
  /** Who may say by which id a request is logged; nobody where it is left out. */
  trustedProxies?: TrustedProxies;
  /** Where intervals are computed, so that requests do not wait for one another. */
  resampling: Resampling;
}
