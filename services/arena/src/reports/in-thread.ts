import { constants, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import type { arena } from '@fakexplain/contract';
import { unpackExtras, unpackVotes, type SharedVotes } from '@fakexplain/database/packed-votes';
import { toJson, type Json } from '@fakexplain/service-kit/json-answer';
import type { ThreadTask } from '@fakexplain/service-kit/threads';
import type { ImageSize, Region, Verdict } from '@fakexplain/explanation';
import type { FeaturesOf } from '../covariates/report-covariates.ts';
import { countDistinct } from '../ratings/rows.ts';
import { countPairs, isClusterable, regularVotes, takeOff } from '../ratings/counted-votes.ts';
import type { LeaderboardInput } from '../ratings/leaderboard.ts';
import { parsePairCounts } from '../ratings/parse-pair-counts.ts';
import type { RatedArm } from '../ratings/rated-study.ts';
import type { StudyVerdicts } from '../reliance/report-reliance.ts';
import type { VotesBefore } from '../ratings/votes-before.ts';

/** What computes each answer. A thread loads what it needs alone: to load everything takes longer than most answers. */
const load = {
  leaderboard: () => import('../ratings/leaderboard.ts'),
  quality: () => import('../ratings/quality.ts'),
  covariates: async () => ({
    ...(await import('../covariates/report-covariates.ts')),
    ...(await import('../covariates/covariates.ts')),
    ...(await import('../covariates/sample-votes.ts')),
  }),
  reliance: () => import('../reliance/report-reliance.ts'),
  strengths: () => import('../strengths/report-strengths.ts'),
};

/** What a leaderboard is made of, as the database writes it: reading it is work of the thread. */
export interface LeaderboardTask {
  given: Omit<LeaderboardInput, 'counts' | 'cells'>;
  /** Pair counts of the whole study. */
  counts: string;
  /** Packed votes of raters who are left out, but counted in `counts`. */
  leftOut: SharedVotes | null;
  /** Packed votes of the others; null where nothing is made of single votes. */
  packed: SharedVotes | null;
  /** Positions of the slice's images; null: all. */
  images: readonly number[] | null;
  /** Place of the question among the study's; pair counts are of the first one alone. */
  questionPlace: number;
  isClustered: boolean;
}

export async function makeLeaderboard(task: LeaderboardTask): Promise<Json<arena.Leaderboard>> {
  const { leaderboard } = await load.leaderboard();
  const { given, images, questionPlace, isClustered } = task;
  const read = (packed: SharedVotes) => regularVotes(unpackVotes(packed, questionPlace), images);
  const votes = task.packed === null ? null : read(task.packed);
  const counts =
    votes && (images || questionPlace > 0)
      ? countPairs(votes)
      : takeOff(parsePairCounts(task.counts), task.leftOut === null ? [] : countPairs(read(task.leftOut)));
  return toJson(leaderboard({ ...given, counts, cells: isClustered ? votes : null }));
}

/** The same of a moment before, made of the votes alone. */
export interface LeaderboardBeforeTask extends VotesBefore {
  given: Omit<LeaderboardInput, 'counts' | 'cells' | 'tally' | 'raters' | 'exclusions'>;
  withoutExcluded: boolean;
  /** Positions of the slice's images; null: all. */
  images: readonly number[] | null;
  /** Place of the question among the study's. */
  questionPlace: number;
}

export async function makeLeaderboardBefore(task: LeaderboardBeforeTask): Promise<Json<arena.Leaderboard>> {
  const { leaderboard } = await load.leaderboard();
  const { given, withoutExcluded, images, questionPlace, counting, leftOut, excluded, sequence } = task;
  const unpacked = unpackVotes(withoutExcluded ? counting : [...counting, ...leftOut], questionPlace);
  const votes = regularVotes(unpacked, images);
  const scope = { votes: votes.rater.length, arms: given.arms.length, raters: countDistinct(votes.rater) };
  // Notes are told of all pairs, whether they are wanted or not.
  const board = leaderboard({
    ...given,
    withPairs: true,
    counts: countPairs(votes),
    cells: isClusterable(scope) ? votes : null,
    tally: { votes: images ? regularVotes(unpacked).rater.length : scope.votes, sequence },
    raters: scope.raters,
    exclusions: {
      applied: withoutExcluded,
      raters: excluded,
      votes: regularVotes(unpackVotes(leftOut)).rater.length,
    },
  });
  return toJson(given.withPairs ? board : { ...board, pairs: [] });
}

export interface QualityTask {
  packed: SharedVotes;
  seed: number;
}

export async function makeQuality({ packed, seed }: QualityTask): Promise<Json<arena.Quality>> {
  const { quality } = await load.quality();
  return toJson(quality(unpackVotes(packed), seed));
}

export interface CovariateTask {
  arms: readonly RatedArm[];
  packed: SharedVotes;
  /** JSON of what each arm shows on each image, a list of `ShownExplanation`. */
  shown: string;
}

interface ShownExplanation extends ImageSize {
  image: number;
  arm: number;
  label: Verdict;
  verdict: Verdict | null;
  reasoning: string;
  regions: Region[];
}

/** Most votes that covariates are fitted to; of more, a random part. */
const mostFitted = 20_000;

export async function makeCovariates({
  arms,
  packed,
  shown,
}: CovariateTask): Promise<Json<arena.CovariateReport>> {
  const { featuresOf, reportCovariates, sampleVotes } = await load.covariates();
  const unpacked = unpackVotes(packed);
  const votes = regularVotes(unpacked);
  const list: ShownExplanation[] = JSON.parse(shown);
  const features = new Map(list.map((each) => [`${each.image} ${each.arm}`, featuresOf(each, each)]));
  const find: FeaturesOf = (image, arm) => features.get(`${image} ${arm}`);
  return toJson(reportCovariates(arms, sampleVotes(votes, unpacked, mostFitted), find, votes.rater.length));
}

export interface RelianceTask {
  arms: readonly RatedArm[];
  packed: SharedVotes;
  /** JSON of `StudyVerdicts`. */
  said: string;
}

export async function makeReliance({
  arms,
  packed,
  said,
}: RelianceTask): Promise<Json<arena.RelianceReport>> {
  const { reportReliance } = await load.reliance();
  const verdicts: StudyVerdicts = JSON.parse(said);
  return toJson(reportReliance(arms, unpackVotes(packed), unpackExtras(packed), verdicts));
}

export async function makeStrengths({
  arms,
  packed,
}: Omit<RelianceTask, 'said'>): Promise<Json<arena.StrengthReport>> {
  const { reportStrengths } = await load.strengths();
  return toJson(reportStrengths(arms, unpackVotes(packed), unpackExtras(packed)));
}

/** Loads what computes an answer. On Linux the thread then gives way to those that answer requests. */
export async function getReady(answer: keyof typeof load): Promise<void> {
  await load[answer]();
  if (!isMainThread && process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
}

const inThread = <Data, Answer>(work: (data: Data) => Answer): ThreadTask<Data, Answer> => ({
  module: new URL(import.meta.url),
  work,
});

/** What a thread makes of this module's functions. */
export const inThreads = {
  getReady: inThread(getReady),
  leaderboard: inThread(makeLeaderboard),
  leaderboardBefore: inThread(makeLeaderboardBefore),
  quality: inThread(makeQuality),
  covariates: inThread(makeCovariates),
  reliance: inThread(makeReliance),
  strengths: inThread(makeStrengths),
};
