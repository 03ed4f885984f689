import { cellIds, denseIds, orderByCell, type DenseIds } from './clusters.ts';
import { expit } from './expit.ts';
import { studentTail } from './student-tail.ts';
import { twoSidedQuantile } from './two-sided-quantile.ts';

/** Clusters of votes: k are won, n cast in each; sums over the clusters. */
export interface ClusterSums {
  clusters: number;
  /** Σ k². */
  kk: number;
  /** Σ k n. */
  kn: number;
  /** Σ n². */
  nn: number;
}

/** Votes counted three ways: all that a clustered share needs, however many they are. */
export interface ShareSums {
  votes: number;
  won: number;
  byRater: ClusterSums;
  byImage: ClusterSums;
  /** Clusters are rater × image. */
  byCell: ClusterSums;
}

/** And how many raters each side has. */
export interface SidedShareSums extends ShareSums {
  /** Raters with a vote won, and with a vote lost. */
  ratersFor: number;
  ratersAgainst: number;
}

/** What is known of the share of votes won among all raters and images of which those at hand are a sample. */
export type ShareEstimate =
  | {
      kind: 'two-sided';
      /** Of the share won. */
      logOdds: number;
      /** Of the log-odds. */
      standardError: number;
      /** Of Student's t, a real number ≥ 1. */
      degreesOfFreedom: number;
    }
  | {
      /** Every vote won, or none. */
      kind: 'at-least' | 'at-most';
      /** Independent votes that would say as much, ≥ 1. */
      effectiveVotes: number;
    }
  | { kind: 'undetermined'; reason: string };

/** What may be said of the share, 0–1, at some level. */
export type ShareInterval =
  | { kind: 'two-sided'; low: number; high: number }
  | { kind: 'at-least'; low: number }
  | { kind: 'at-most'; high: number }
  | { kind: 'undetermined'; reason: string };

/** Correlation of votes of one rater, and of votes on one image, that is assumed where all went one way and none can be seen. */
const assumedCorrelation = 0.1;

/** n² / Σ n²: as many clusters of equal size weigh as much; a real number, at most the number of clusters. */
export const effectiveClusters = (votes: number, { nn }: Pick<ClusterSums, 'nn'>): number => votes ** 2 / nn;

/** How many times more votes it takes than independent ones, under the assumed correlation: 1 + 0.1 (Σn_g²/n − 1), both ways. */
export const designEffect = (
  votes: number,
  byRater: Pick<ClusterSums, 'nn'>,
  byImage: Pick<ClusterSums, 'nn'>,
): number =>
  1 + assumedCorrelation * (byRater.nn / votes - 1) + assumedCorrelation * (byImage.nn / votes - 1);

/**
 * The share of votes won, allowing for raters who lean one way and images that favour one side. On the log-odds scale,
 * with the greatest of V_rater + V_image − V_cell, V_rater, V_image and p (1 − p) / n as variance, each V with G / (G − 1);
 * G, the effective number of clusters, gives the degrees of freedom too: min(G) − 1. Undetermined below two of either.
 *
 * Source: Cameron, Gelbach & Miller (2011) for a mean. How often it covers: clustered-share.coverage.test.ts.
 */
export function clusteredShare({ votes, won, byRater, byImage, byCell }: ShareSums): ShareEstimate {
  if (votes === 0) return { kind: 'undetermined', reason: 'no vote that is not neutral' };
  const [raters, images] = [effectiveClusters(votes, byRater), effectiveClusters(votes, byImage)];
  if (raters < 2) return { kind: 'undetermined', reason: 'the votes are one rater’s, or nearly all are' };
  if (images < 2) return { kind: 'undetermined', reason: 'the votes are on one image, or nearly all are' };
  if (won === 0 || won === votes) {
    const effectiveVotes = Math.max(1, votes / designEffect(votes, byRater, byImage));
    return { kind: won === 0 ? 'at-most' : 'at-least', effectiveVotes };
  }
  const share = won / votes;
  const varianceBy = (sums: ClusterSums, clusters: number) =>
    (clusterScores(sums, share) / votes ** 2) * (clusters / (clusters - 1));
  const rater = varianceBy(byRater, raters);
  const image = varianceBy(byImage, images);
  const cell = varianceBy(byCell, byCell.clusters);
  const ofOneVote = share * (1 - share);
  const variance = Math.max(rater + image - cell, rater, image, ofOneVote / votes);
  return {
    kind: 'two-sided',
    logOdds: Math.log(won / (votes - won)),
    standardError: Math.sqrt(variance) / ofOneVote,
    degreesOfFreedom: Math.min(raters, images) - 1,
  };
}

/** Sum over clusters of the squares of their scores, k − share × n. */
export const clusterScores = ({ kk, kn, nn }: ClusterSums, share: number): number =>
  kk - 2 * share * kn + share ** 2 * nn;

/** Interval of the share; one-sided, by the exact bound of as many independent votes, where all votes went one way. */
export function shareInterval(estimate: ShareEstimate, level = 0.95): ShareInterval {
  if (estimate.kind === 'undetermined') return estimate;
  if (estimate.kind !== 'two-sided') {
    const bound = (1 - level) ** (1 / estimate.effectiveVotes);
    return estimate.kind === 'at-least'
      ? { kind: 'at-least', low: bound }
      : { kind: 'at-most', high: 1 - bound };
  }
  const { logOdds, standardError, degreesOfFreedom } = estimate;
  const reach = twoSidedQuantile(level, degreesOfFreedom) * standardError;
  return { kind: 'two-sided', low: expit(logOdds - reach), high: expit(logOdds + reach) };
}

/** Two-sided p-value that the share is one half; `null` where undetermined. */
export function shareTest(estimate: ShareEstimate): number | null {
  if (estimate.kind === 'undetermined') return null;
  if (estimate.kind !== 'two-sided') return Math.min(1, 2 * 0.5 ** estimate.effectiveVotes);
  const { logOdds, standardError, degreesOfFreedom } = estimate;
  return 2 * studentTail(Math.abs(logOdds) / standardError, degreesOfFreedom);
}

/**
 * p-value of two one-sided tests (Schuirmann 1987) that the share lies within `margin` of one half: equivalent at level α
 * where p ≤ α, which is where the interval of level 1 − 2α lies within the margin. `null` where undetermined.
 *
 * @param margin a share, 0 < margin < 0.5
 */
export function shareEquivalence(estimate: ShareEstimate, margin: number): number | null {
  if (estimate.kind === 'undetermined') return null;
  if (estimate.kind !== 'two-sided') return 1;
  const { logOdds, standardError, degreesOfFreedom } = estimate;
  const edge = Math.log((0.5 + margin) / (0.5 - margin));
  return Math.max(
    studentTail((edge + logOdds) / standardError, degreesOfFreedom),
    studentTail((edge - logOdds) / standardError, degreesOfFreedom),
  );
}

/** Votes with who cast them and on what, as columns of equal length; row i holds `votes[i]` votes, of which `won[i]` are won. */
export interface VoteColumns {
  /** Any whole numbers, as are images. */
  rater: ArrayLike<number>;
  image: ArrayLike<number>;
  votes: ArrayLike<number>;
  won: ArrayLike<number>;
}

/** The sums of votes; a rater's rows on one image are one cell, wherever they stand. */
export function sumVotes(columns: VoteColumns): SidedShareSums {
  const rater = denseIds(columns.rater);
  const image = denseIds(columns.image);
  const cell = cellIds(orderByCell(rater, image), rater, image);
  const ofRaters = countClusters(rater, columns);
  return {
    votes: total(columns.votes),
    won: total(columns.won),
    byRater: sumClusters(ofRaters),
    byImage: sumClusters(countClusters(image, columns)),
    byCell: sumClusters(countClusters(cell, columns)),
    ratersFor: ofRaters.k.filter((won) => won > 0).length,
    ratersAgainst: ofRaters.k.filter((won, id) => won < (ofRaters.n[id] ?? 0)).length,
  };
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < counts.length; row++) sum += counts[row] ?? 0;
  return sum;
}

/** Votes won and cast, by cluster. */
interface ClusterCounts {
  k: Float64Array;
  n: Float64Array;
}

export function countClusters({ ids, size }: DenseIds, { votes, won }: VoteColumns): ClusterCounts {
  const k = new Float64Array(size);
  const n = new Float64Array(size);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] ?? 0;
    k[id] = (k[id] ?? 0) + (won[row] ?? 0);
    n[id] = (n[id] ?? 0) + (votes[row] ?? 0);
  }
  return { k, n };
}

function sumClusters({ k, n }: ClusterCounts): ClusterSums {
  const sums = { clusters: k.length, kk: 0, kn: 0, nn: 0 };
  for (let id = 0; id < k.length; id++) {
    const [own, cast] = [k[id] ?? 0, n[id] ?? 0];
    sums.kk += own * own;
    sums.kn += own * cast;
    sums.nn += cast * cast;
  }
  return sums;
}
