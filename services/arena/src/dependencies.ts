import type { Database, Sql } from '@fakexplain/database';
import type { Logger, TrustedProxies } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';

/** Everything the arena depends on; tests pass their own. */
export interface Dependencies {
  db: Database;
  /** The pool below `db`, for statements that are prepared once and run often. */
  sql: Sql;
  blobs: BlobStore;
  clock: () => Date;
  /** Uniform in [0, 1); draws ballots. */
  random: () => number;
  /** Random UUIDs; ids of ballots and votes, and raters' tokens, are made of them. */
  newId: () => string;
  /** The bearer token of maintainers. */
  maintainerToken: string;
  /** Key of the hashes by which participants of Prolific are known again. */
  participantKey: string;
  /** Aborted when the service stops: event streams end with it. */
  stopping: AbortSignal;
  /** Whose request ids are taken over into the log; default: none. */
  trustedProxies?: TrustedProxies;
  logger: Logger;
}
