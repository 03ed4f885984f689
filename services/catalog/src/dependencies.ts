import type { Database, Sql } from '@fakexplain/database';
import type { Logger } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';

/** Everything the catalog service needs from outside; tests bring their own. */
export interface Dependencies {
  db: Database;
  /** The pool below `db`. */
  sql: Sql;
  blobs: BlobStore;
  logger: Logger;
}
