import {
  clopperPearson,
  clopperPearsonLow,
  binomialEquivalence,
  binomialTest,
  wilson,
  type Bounds,
} from '@fakexplain/statistics/binomial';
import type { ClusteredShare } from '@fakexplain/statistics/clustered-share';
import { clusteredShareOfCells } from './clustered-share.ts';
import { type Interval } from './interval.ts';
import { type PairCount, type VoteCells } from './pair-count.ts';

export interface ShareOptions {
  /** The pair's non-neutral votes with rater and image, for the clustered interval. */
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
  /** What may be said of the share: Clopper–Pearson, one-sided (`at-least`, `at-most`) where no vote, or every vote, was for a. */
  interval: Interval;
  clopperPearson: Bounds | null;
  wilson: Bounds | null;
  clustered: ClusteredShare | null;
  /** Exact two-sided test. */
  pValue: number | null;
  equivalence: { margin: number; pValue: number } | null;
  /** The share of all votes, had all neutral ones gone to b (low) or to a (high). */
  neutralBounds: Bounds | null;
  votesToFlip: number | null;
  /** At 0.05; `null` also where the test does not reach it. */
  votesToInsignificance: number | null;
}

/** @throws RangeError where `margin` is not between 0 and 0.5, or `cells` hold other votes than `count`. */
export function pairShare(count: PairCount, options: ShareOptions = {}): PairShare {
  const { cells, level = 0.95, margin = 0.05 } = options;
  if (!(margin > 0 && margin < 0.5)) throw new RangeError(`margin must lie between 0 and 0.5, got ${margin}`);
  const k = count.winsA;
  const n = k + count.winsB;
  const neutral = count.ties + count.neither;
  const votes = n + neutral;
  if (cells !== undefined) checkCells(cells, k, n);
  const neutralBounds = votes === 0 ? null : { low: k / votes, high: (k + neutral) / votes };
  if (n === 0) return { ...count, votes, n, neutralBounds, ...withoutVotes };
  return {
    ...count,
    votes,
    n,
    share: k / n,
    interval: shareInterval(k, n, level),
    clopperPearson: clopperPearson(k, n, level),
    wilson: wilson(k, n, level),
    clustered: cells === undefined ? null : clusteredShareOfCells(cells, level),
    pValue: binomialTest(k, n),
    equivalence: { margin, pValue: binomialEquivalence(k, n, margin) },
    neutralBounds,
    votesToFlip: votesToFlip(k, n),
    votesToInsignificance: votesToInsignificance(k, n),
  };
}

const withoutVotes = {
  share: null,
  interval: { kind: 'undetermined', reason: 'no vote that is not neutral' },
  clopperPearson: null,
  wilson: null,
  clustered: null,
  pValue: null,
  equivalence: null,
  votesToFlip: null,
  votesToInsignificance: null,
} as const;

function shareInterval(k: number, n: number, level: number): Interval {
  if (k === n) return { kind: 'at-least', low: clopperPearsonLow(n, n, level) };
  if (k === 0) return { kind: 'at-most', high: 1 - clopperPearsonLow(n, n, level) };
  return { kind: 'two-sided', ...clopperPearson(k, n, level) };
}

function checkCells(cells: VoteCells, k: number, n: number): void {
  let won = 0;
  let votes = 0;
  for (const [row, count] of cells.count.entries()) {
    const outcome = cells.outcome[row];
    if (outcome !== 0 && outcome !== 1)
      throw new RangeError(`row ${row} of the cells is neutral (outcome ${outcome}); a share has none`);
    const wonByFirst = (cells.a[row] as number) < (cells.b[row] as number) ? outcome : 1 - outcome;
    votes += count;
    won += count * wonByFirst;
  }
  if (votes !== n || won !== k)
    throw new RangeError(
      `the cells hold ${won} of ${votes} votes for the pair's first arm, the counts ${k} of ${n}`,
    );
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
