import type { Database, Limiter, Sql } from '@fakexplain/database';
import type { Logger, TrustedProxies } from '@fakexplain/service-kit';
import type { Audits } from './blinding/audits.ts';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { Pictures } from './pictures/pictures.ts';
import type { Reports } from '@fakexplain/service-kit/reports';

/** Everything the arena depends on; tests pass their own. */
export interface Dependencies {
  db: Database;
  /** The pool below `db`, for statements that are prepared once and run often. */
  sql: Sql;
  /** Makes what is computed over votes. */
  reports: Reports<Sql>;
  blobs: BlobStore;
  /** What raters are shown of images. */
  pictures: Pictures;
  clock: () => Date;
  /** Uniform in [0, 1); draws ballots. */
  random: () => number;
  /** Random UUIDs; ids of ballots and votes, and raters' tokens, are made of them. */
  newId: () => string;
  /** Audits of whether raters can tell the arms of a study apart. */
  audits: Audits;
  /** The bearer token of maintainers. */
  maintainerToken: string;
  /** Key of the hashes by which participants of Prolific are known again. */
  participantKey: string;
  /** Aborted when the service stops: event streams end with it. */
  stopping: AbortSignal;
  /** Whose word about a client's address, and whose request ids, are believed. */
  trustedProxies: TrustedProxies;
  /** How much each network may ask. */
  limiter: Limiter<Limited>;
  logger: Logger;
}

/** What is limited by network. */
export type Limited = 'enrol' | 'draw' | 'vote';
