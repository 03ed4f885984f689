import { fill, sentences, type arena } from '@fakexplain/contract';
import type { Recognitions } from '../blinding/read-recognitions.ts';
import { plannedResult } from '../plans/planned-result.ts';
import { fewRaters } from './few-raters.ts';
import { anytimeDifferences } from './kernels/anytime-difference.ts';
import { difference } from './kernels/difference.ts';
import { fitBradleyTerry, type BradleyTerryFit } from './kernels/fit-bradley-terry.ts';
import { fitDavidson } from './kernels/fit-davidson.ts';
import type { PairCount } from './kernels/pair-count.ts';
import { pairShare } from './kernels/pair-share.ts';
import { rankSets, type RankSet } from './kernels/rank-sets.ts';
import { ratingCovariance, type RatingCovariance } from './kernels/rating-covariance.ts';
import { ratingIntervals } from './kernels/rating-intervals.ts';
import { sideBias } from './kernels/side-bias.ts';
import { winMatrix } from './kernels/win-matrix.ts';
import type { RatedArm, RatedStudy } from './rated-study.ts';
import { countDistinct } from './rows.ts';
import { groupByPair, pickVotes, toCells, type CountedPair, type RegularVotes } from './counted-votes.ts';
import type { Slice } from './vote-counts.ts';

/** Changes whenever a change of method could change a number. */
export const method = 'bradley-terry-sandwich/4';
const level = 0.95;
/** Anytime-valid differences go through all votes for each pair: at most so many steps, two or three tenths of a second. */
const mostVotesOfDifferences = 4_000_000;

export interface LeaderboardInput {
  study: RatedStudy;
  arms: readonly RatedArm[];
  slice: Slice;
  /** Which of the study's questions the votes answer. */
  question: arena.StudyQuestion;
  slices: arena.Leaderboard['slices'];
  /** Whether the share table is wanted. */
  withPairs: boolean;
  counts: readonly CountedPair[];
  /** The same votes one by one, or null where there are too many to go through for one answer. */
  cells: RegularVotes | null;
  tally: arena.Tally;
  /** Who voted in the whole study. */
  raters: number;
  exclusions: arena.Leaderboard['exclusions'];
  /** How well arms can be told apart, by `a-b`. */
  recognitions: ReadonlyMap<string, Recognitions>;
  /** How far the study's ledger was sealed. */
  ledger: arena.LedgerHead;
  at: Date;
  /** Whether later votes than the newest of `tally` are left out. */
  past: boolean;
  /** Only votes cast before it are counted; null: all. */
  until: Date | null;
}

/** The whole answer from counts and votes; pure. */
export function leaderboard(input: LeaderboardInput): arena.Leaderboard {
  const { study, arms, counts, cells } = input;
  const fit = fitBradleyTerry(arms.length, counts);
  const covariance = ratingCovariance(fit, cells ? toCells(cells) : undefined);
  const votes = counts.reduce((total, pair) => total + votesOf(pair), 0);
  // What was planned is of the main question.
  const isMain = input.question === study.questions[0];
  const shares = input.withPairs ? pairs(input, fit, covariance) : [];
  return {
    study: {
      slug: study.slug,
      title: study.title,
      question: study.question,
      questions: study.questions,
      strength: study.strength,
      reliance: study.reliance,
      demo: study.demo,
      status: study.status,
      policy: study.policy,
      equivalenceMargin: study.equivalenceMargin,
      results: study.results,
    },
    slice: input.slice,
    question: input.question,
    slices: input.slices,
    stamp: {
      votes: input.tally.votes,
      sequence: input.tally.sequence,
      past: input.past,
      at: input.at.toISOString(),
      until: input.until && input.until.toISOString(),
      ledger: input.ledger,
      method,
      covariance: cells ? 'rater-image' : 'vote',
      level,
      seed: study.seed,
    },
    votes,
    raters: ratersOf(input),
    exclusions: input.exclusions,
    ratings: ratings(input, fit, covariance),
    pairs: shares,
    planned:
      study.plan && isMain && input.slice.kind === 'all' && input.withPairs
        ? plannedResult(study.plan, { arms, pairs: shares })
        : null,
    sideBias: bias(counts),
    status: votes === 0 ? 'empty' : fit.status,
    notes: notes(input, fit, shares),
    components: fit.components
      .filter(({ status }) => status !== 'unvoted')
      .map((component) => component.arms),
  };
}

const votesOf = ({ winsA, winsB, ties, neither }: PairCount) => winsA + winsB + ties + neither;
/** Who cast the votes of the slice. */
const ratersOf = ({ slice, raters, cells }: LeaderboardInput) =>
  slice.kind === 'all' ? raters : cells && countDistinct(cells.rater);
const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);

function ratings(
  { arms, counts, study }: LeaderboardInput,
  fit: BradleyTerryFit,
  covariance: RatingCovariance,
): arena.Rating[] {
  const intervals = ratingIntervals(fit, covariance, level);
  const { sets, below } = rankSets(fit, covariance, { level, seed: study.seed });
  const tallies = tally(arms.length, counts);
  const neutral = { ties: 'drop', neither: 'drop' } as const;
  const dropped = fitBradleyTerry(arms.length, counts, { neutral, start: fit.elo });
  const davidson = fitDavidson(arms.length, counts, dropped.status === 'ok' ? dropped.elo : undefined);
  return arms
    .map(({ position, name, source, kind, demo }): arena.Rating => {
      const component = fit.components.findIndex((part) => part.arms.includes(position));
      const methodName = { ml: 'bradley-terry', firth: 'firth', none: 'none' } as const;
      return {
        position,
        name,
        source,
        kind,
        demo,
        elo: finite(fit.elo[position]),
        interval: intervals[position] ?? { kind: 'undetermined', reason: 'no votes' },
        rank: rankOf(sets[position]),
        preferredTo: below[position] ?? [],
        method: methodName[fit.method[position] ?? 'none'],
        ...(tallies[position] ?? noVotes),
        davidson: davidson.status === 'ok' ? finite(davidson.elo[position]) : null,
        tiesDropped: dropped.method[position] === 'ml' ? finite(dropped.elo[position]) : null,
        component,
      };
    })
    .toSorted((x, y) => (y.elo ?? -Infinity) - (x.elo ?? -Infinity) || x.position - y.position);
}

function rankOf(set: RankSet | undefined): arena.Rating['rank'] {
  return set && set.best !== null && set.worst !== null ? { best: set.best, worst: set.worst } : null;
}

const noVotes = { votes: 0, wins: 0, losses: 0, ties: 0, neither: 0 };

/** What each arm has of the votes. */
function tally(arms: number, counts: readonly PairCount[]) {
  const tallies = Array.from({ length: arms }, () => ({ ...noVotes }));
  for (const pair of counts)
    for (const arm of [pair.a, pair.b]) {
      const own = tallies[arm];
      if (!own) continue;
      own.votes += votesOf(pair);
      own.wins += arm === pair.a ? pair.winsA : pair.winsB;
      own.losses += arm === pair.a ? pair.winsB : pair.winsA;
      own.ties += pair.ties;
      own.neither += pair.neither;
    }
  return tallies;
}

function pairs(
  { counts, cells, study, recognitions }: LeaderboardInput,
  fit: BradleyTerryFit,
  covariance: RatingCovariance,
): arena.PairShare[] {
  const margin = study.equivalenceMargin;
  const matrix = new Map(winMatrix(fit).map((cell) => [`${cell.row}-${cell.column}`, cell]));
  const rowsOf = cells && groupByPair(cells);
  const unclustered = {
    kind: 'undetermined' as const,
    reason: cells ? 'no vote that is not neutral' : 'too many votes to read for one answer',
  };
  const isAffordable = cells && cells.a.length * counts.length <= mostVotesOfDifferences;
  const anytime = isAffordable ? anytimeDifferences(fit, toCells(cells), level) : null;
  return counts
    .filter((count) => votesOf(count) > 0)
    .map((count) => {
      const own = rowsOf?.get(`${count.a}-${count.b}`);
      const decided = cells && own?.filter((row) => cells.outcome[row] === 0 || cells.outcome[row] === 1);
      const row = pairShare(count, {
        level,
        margin,
        ...(decided && { cells: toCells(pickVotes(cells, decided)) }),
      });
      const scored = matrix.get(`${count.a}-${count.b}`);
      const { elo, interval } = difference(fit, covariance, count.a, count.b, level);
      return {
        ...count,
        votes: row.votes,
        raters: cells && own ? countDistinct(own.map((row) => cells.rater[row] ?? 0)) : null,
        images: cells && own ? countDistinct(own.map((row) => cells.image[row] ?? 0)) : null,
        n: row.n,
        share: row.share,
        bound: row.exact.kind === 'at-least' || row.exact.kind === 'at-most' ? row.exact.kind : null,
        exact: row.exact,
        wilson: twoSided(row.wilson, 'no vote that is not neutral'),
        clustered: row.clustered?.interval ?? unclustered,
        anytime: row.clustered?.anytime ?? unclustered,
        clusteredP: row.clustered?.p ?? null,
        effectiveRaters: row.clustered?.effectiveRaters ?? null,
        effectiveImages: row.clustered?.effectiveImages ?? null,
        raterCorrelation: row.clustered?.correlations?.rater ?? null,
        imageCorrelation: row.clustered?.correlations?.image ?? null,
        equivalenceP: row.equivalenceP,
        equivalent: row.equivalenceP === null ? null : row.equivalenceP <= 1 - level,
        exactP: row.exactP,
        neutralToB: row.neutralBounds?.low ?? null,
        neutralToA: row.neutralBounds?.high ?? null,
        votesToFlip: row.votesToFlip,
        scored: { wins: scored?.wins ?? 0, n: scored?.n ?? 0, expected: scored?.expected ?? null },
        difference: {
          elo,
          interval,
          anytime: anytime?.(count.a, count.b) ?? {
            kind: 'undetermined',
            reason: 'too many votes and pairs for one answer',
          },
        },
        byForm: recognitions.get(`${count.a}-${count.b}`)?.byForm ?? null,
        byAll: recognitions.get(`${count.a}-${count.b}`)?.byAll ?? null,
      };
    });
}

function twoSided(bounds: { low: number; high: number } | null, reason: string): arena.Interval {
  return bounds
    ? { kind: 'two-sided', low: bounds.low, high: bounds.high }
    : { kind: 'undetermined', reason };
}

function bias(counts: LeaderboardInput['counts']): arena.Leaderboard['sideBias'] {
  const left = counts.reduce((total, pair) => total + pair.leftWins, 0);
  const n = counts.reduce((total, pair) => total + pair.winsA + pair.winsB, 0);
  const { share, interval, pValue } = sideBias(left, n - left, level);
  return { n, left, share, exact: twoSided(interval, 'no vote that is not neutral'), p: pValue };
}

const sayings = sentences.notes;

function notes(
  { arms, cells, counts }: LeaderboardInput,
  fit: BradleyTerryFit,
  shares: readonly arena.PairShare[],
): string[] {
  const names = (positions: readonly number[]) =>
    positions.map((position) => arms[position]?.name ?? `arm ${position}`).join(', ');
  const said: string[] = [];
  const voted = fit.components.filter(({ status }) => status !== 'unvoted');
  const unvoted = fit.components.filter(({ status }) => status === 'unvoted').flatMap((part) => part.arms);
  if (voted.length > 1)
    said.push(fill(sayings.unlinked, voted.map((part) => `(${names(part.arms)})`).join(', ')));
  if (voted.length > 0 && unvoted.length > 0) said.push(fill(sayings.unrated, names(unvoted)));
  for (const component of voted.filter(({ status }) => status === 'separated')) {
    const groups = component.groups.map((group) => `(${names(group)})`).join(', ');
    said.push(fill(cells ? sayings.separatedInClusters : sayings.separated, groups));
  }
  if (cells !== null && countDistinct(cells.rater) === 1) said.push(sayings.oneRater);
  const few = fewRaters(
    shares.map(({ a, b, effectiveRaters }) => ({ a: names([a]), b: names([b]), effectiveRaters })),
  );
  if (few !== null) said.push(few);
  if (cells === null && counts.length > 0) said.push(sayings.independent);
  return said;
}
