import type { Database, Sql } from '@fakexplain/database';
import type { Logger } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { Resampling } from './summaries/resampling.ts';

/** All that metrics needs of the world; tests bring their own. */
export interface Dependencies {
  db: Database;
  /** The pool below `db`. */
  sql: Sql;
  blobs: BlobStore;
  logger: Logger;
  /** Where intervals are computed, so that requests do not wait for one another. */
  resampling: Resampling;
}
