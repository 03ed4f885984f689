import type { Database, Sql } from '@fakexplain/database';
import type { Logger, TrustedProxies } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';

/** Everything the catalog service needs from outside; tests bring their own. */
export interface Dependencies {
  db: Database;
  /** The pool below `db`. */
  sql: Sql;
  blobs: BlobStore;
  logger: Logger;
  /** Who may say by which id a request is logged; nobody where it is left out. */
  trustedProxies?: TrustedProxies;
}
