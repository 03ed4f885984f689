import type { Database, Limiter, Sql } from '@fakexplain/database';
import type { Logger, TrustedProxies } from '@fakexplain/service-kit';
import type { AccountDependencies } from './accounts/dependencies.ts';
import type { Audits } from './blinding/audits.ts';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { Threads } from '@fakexplain/service-kit/threads';
import type { Pictures } from './pictures/pictures.ts';
import type { ReadLeaderboard } from './ratings/read-leaderboard.ts';
import type { ReadVotes } from './reports/kept-votes.ts';
import type { Reports } from '@fakexplain/service-kit/reports';

/** Everything the arena depends on; tests pass their own. */
export interface Dependencies extends AccountDependencies {
  db: Database;
  /** The pool below `db`, for statements that are prepared once and run often. */
  sql: Sql;
  /** Makes what is computed over votes. */
  reports: Reports<Sql>;
  /** The votes of studies, kept once for all that is computed over them. */
  readVotes: ReadVotes;
  readLeaderboard: ReadLeaderboard;
  /** Writes votes as files. */
  encoding: Pick<Threads, 'run'>;
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

/** What is limited by network, and attempts to sign in by account too. */
export type Limited = 'enrol' | 'draw' | 'vote' | 'signIn' | 'signInAccount';
