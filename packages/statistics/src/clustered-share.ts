import type { Bounds } from './binomial.ts';
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

/** Votes counted three ways: all that the interval needs, however many they are. */
export interface ShareSums {
  votes: number;
  won: number;
  byRater: ClusterSums;
  byImage: ClusterSums;
  /** Clusters are rater × image. */
  byCell: ClusterSums;
}

export interface ClusteredShare extends Bounds {
  raters: number;
  images: number;
  /** Of the share. */
  standardError: number;
  degreesOfFreedom: number;
}

/**
 * Interval of the share of votes won, allowing for raters who lean one way and images that favour one side: variance
 * V_rater + V_image − V_cell, at least the greater of the first two, Student's t with min(raters, images) − 1 degrees of
 * freedom; clipped to 0–1. `null` where it is unknown: one rater or image alone, or clusters that do not vary.
 *
 * Source: Cameron, Gelbach & Miller (2011) for a mean.
 */
export function clusteredShare(
  { votes, won, byRater, byImage, byCell }: ShareSums,
  level = 0.95,
): ClusteredShare | null {
  if (votes === 0) return null;
  const share = won / votes;
  // A cluster's score is k − share × n; the squares of the scores add up from the sums.
  const varianceBy = ({ kk, kn, nn }: ClusterSums) => (kk - 2 * share * kn + share ** 2 * nn) / votes ** 2;
  const [rater, image, cell] = [varianceBy(byRater), varianceBy(byImage), varianceBy(byCell)];
  const variance = Math.max(rater + image - cell, rater, image);
  const degreesOfFreedom = Math.min(byRater.clusters, byImage.clusters) - 1;
  if (degreesOfFreedom < 1 || variance < (1e-12 * share * (1 - share)) / votes || variance < 1e-15)
    return null;
  const standardError = Math.sqrt(variance);
  const reach = twoSidedQuantile(level, degreesOfFreedom) * standardError;
  return {
    low: Math.max(0, share - reach),
    high: Math.min(1, share + reach),
    raters: byRater.clusters,
    images: byImage.clusters,
    standardError,
    degreesOfFreedom,
  };
}

/** Sums of clusters, each with its votes won and cast. */
export function sumClusters(clusters: Iterable<{ won: number; votes: number }>): ClusterSums {
  const sums = { clusters: 0, kk: 0, kn: 0, nn: 0 };
  for (const { won, votes } of clusters) {
    sums.clusters += 1;
    sums.kk += won * won;
    sums.kn += won * votes;
    sums.nn += votes * votes;
  }
  return sums;
}
