import { anytimeShare } from '@fakexplain/statistics/anytime-share';
import {
  clopperPearson,
  clopperPearsonLow,
  binomialEquivalence,
  binomialTest,
  wilson,
  type Bounds,
} from '@fakexplain/statistics/binomial';
import {
  clusteredShare,
  effectiveClusters,
  shareEquivalence,
  shareInterval,
  shareTest,
  sumVotes,
  type SidedShareSums,
  type VoteColumns,
} from '@fakexplain/statistics/clustered-share';
import { at } from '@fakexplain/statistics/linear-algebra';
import { pilotCorrelations } from '@fakexplain/statistics/pilot-correlations';
import type { VoteCorrelations } from '@fakexplain/statistics/vote-correlations';
import { type Interval } from './interval.ts';
import { type PairCount, type VoteCells } from './pair-count.ts';

export interface ShareOptions {
  /** The pair's non-neutral votes with rater and image, for what is clustered. */
  cells?: VoteCells;
  /** Confidence of the intervals; default 0.95. */
  level?: number;
  /** Within this of one half two arms count as equivalent; default 0.05. */
  margin?: number;
}

/** One row of the share table: how often a is preferred to b. Shares are 0–1, p-values against a share of one half. */
export interface PairShare extends PairCount {
  /** All votes, neutral ones too. */
  votes: number;
  /** Non-neutral votes: the denominator of `share`. */
  n: number;
  /** winsA / n; `null` without a non-neutral vote. */
  share: number | null;
  /** Clopper–Pearson, one-sided (`at-least`, `at-most`) where no vote, or every vote, was for a. */
  exact: Interval;
  wilson: Bounds | null;
  /** Exact two-sided test. */
  exactP: number | null;
  /** Two one-sided tests: clustered, or where no cells are given the exact ones. */
  equivalenceP: number | null;
  /** What allows for raters and images; `null` where no cells are given. */
  clustered: ClusteredPairShare | null;
  /** The share of all votes, had all neutral ones gone to b (low) or to a (high). */
  neutralBounds: Bounds | null;
  votesToFlip: number | null;
  /** At 0.05; `null` also where the test does not reach it. */
  votesToInsignificance: number | null;
}

export interface ClusteredPairShare {
  /** For one look. */
  interval: Interval;
  /** For a look after every vote. */
  anytime: Interval;
  /** Two-sided test; `null` where undetermined. */
  p: number | null;
  raters: number;
  images: number;
  /** As many equally busy raters, and equally often seen images, would weigh as much. */
  effectiveRaters: number;
  effectiveImages: number;
  /** Of votes of one rater, and on one image: what the next study is planned with. */
  correlations: VoteCorrelations | null;
}

/** @throws RangeError where `margin` is not between 0 and 0.5, or `cells` hold other votes than `count`. */
export function pairShare(count: PairCount, options: ShareOptions = {}): PairShare {
  const { cells, level = 0.95, margin = 0.05 } = options;
  if (!(margin > 0 && margin < 0.5)) throw new RangeError(`margin must lie between 0 and 0.5, got ${margin}`);
  const k = count.winsA;
  const n = k + count.winsB;
  const neutral = count.ties + count.neither;
  const votes = n + neutral;
  const columns = cells && wonByFirst(cells);
  const sums = columns && checkedSums(columns, k, n);
  const neutralBounds = votes === 0 ? null : { low: k / votes, high: (k + neutral) / votes };
  if (n === 0) return { ...count, votes, n, neutralBounds, ...withoutVotes };
  return {
    ...count,
    votes,
    n,
    share: k / n,
    exact: exactInterval(k, n, level),
    wilson: wilson(k, n, level),
    exactP: binomialTest(k, n),
    equivalenceP: sums ? shareEquivalence(clusteredShare(sums), margin) : binomialEquivalence(k, n, margin),
    clustered: columns && sums ? clusteredPairShare(columns, sums, level) : null,
    neutralBounds,
    votesToFlip: votesToFlip(k, n),
    votesToInsignificance: votesToInsignificance(k, n),
  };
}

const withoutVotes = {
  share: null,
  exact: { kind: 'undetermined', reason: 'no vote that is not neutral' },
  wilson: null,
  exactP: null,
  equivalenceP: null,
  clustered: null,
  votesToFlip: null,
  votesToInsignificance: null,
} as const;

function exactInterval(k: number, n: number, level: number): Interval {
  if (k === n) return { kind: 'at-least', low: clopperPearsonLow(n, n, level) };
  if (k === 0) return { kind: 'at-most', high: 1 - clopperPearsonLow(n, n, level) };
  return { kind: 'two-sided', ...clopperPearson(k, n, level) };
}

function clusteredPairShare(columns: VoteColumns, sums: SidedShareSums, level: number): ClusteredPairShare {
  const estimate = clusteredShare(sums);
  return {
    interval: shareInterval(estimate, level),
    anytime: anytimeShare(sums, level),
    p: shareTest(estimate),
    raters: sums.byRater.clusters,
    images: sums.byImage.clusters,
    effectiveRaters: effectiveClusters(sums.votes, sums.byRater),
    effectiveImages: effectiveClusters(sums.votes, sums.byImage),
    correlations: pilotCorrelations(columns, sums),
  };
}

/** A pair's cells with the votes won by its first arm. */
function wonByFirst({ rater, image, a, b, outcome, count }: VoteCells): VoteColumns {
  const won = new Float64Array(outcome.length);
  for (let row = 0; row < won.length; row++) {
    const value = at(outcome, row);
    if (value !== 0 && value !== 1)
      throw new RangeError(`row ${row} of the cells is neutral (outcome ${value}); a share has none`);
    won[row] = at(count, row) * ((a[row] as number) < (b[row] as number) ? value : 1 - value);
  }
  return { rater, image, votes: count, won };
}

/** Their sums, which are to be k of n votes. */
function checkedSums(columns: VoteColumns, k: number, n: number): SidedShareSums {
  const sums = sumVotes(columns);
  if (sums.votes !== n || sums.won !== k)
    throw new RangeError(
      `the cells hold ${sums.won} of ${sums.votes} votes for the pair's first arm, the counts ${k} of ${n}`,
    );
  return sums;
}

/** Fewest votes that would have to change sides for the other side to lead. */
export const votesToFlip = (k: number, n: number): number => Math.floor(Math.abs(2 * k - n) / 2) + 1;

/** Fewest votes that would have to change sides for the exact test to reach `alpha`; `null` where it already has. */
export function votesToInsignificance(k: number, n: number, alpha = 0.05): number | null {
  const leader = Math.max(k, n - k);
  if (binomialTest(leader, n) >= alpha) return null;
  let [few, enough] = [0, votesToFlip(k, n)];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (binomialTest(leader - middle, n) >= alpha) enough = middle;
    else few = middle;
  }
  return enough;
}
