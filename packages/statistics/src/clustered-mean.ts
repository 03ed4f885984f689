import { clusterScores, effectiveClusters, sumVotes, type ClusterSums } from './clustered-share.ts';
import { twoSidedQuantile } from './two-sided-quantile.ts';

/** Values with who gave them and on what, as columns of equal length. */
export interface ValueColumns {
  /** Any whole numbers, as are images. */
  rater: ArrayLike<number>;
  image: ArrayLike<number>;
  value: ArrayLike<number>;
}

/** What is known of the mean among all raters and images of which those at hand are a sample. */
export type MeanInterval =
  | { kind: 'two-sided'; low: number; high: number }
  | { kind: 'undetermined'; reason: string };

/**
 * Mean of values, allowing for raters and images that lean one way: with the greatest of V_rater + V_image − V_cell, V_rater,
 * V_image and the variance of independent values, each V with G / (G − 1), and Student's t with min(G) − 1 degrees of freedom,
 * where G is the effective number of clusters, as for `clusteredShare`. Undetermined below two of either, and where all values are equal.
 *
 * Source: Cameron, Gelbach & Miller (2011).
 *
 * @param bounds within which the mean lies, to which the interval is cut
 */
export function clusteredMean(
  { rater, image, value }: ValueColumns,
  bounds: { least: number; greatest: number },
  level = 0.95,
): { n: number; mean: number | null; interval: MeanInterval } {
  const n = value.length;
  if (n === 0) return { n, mean: null, interval: { kind: 'undetermined', reason: 'nothing to average' } };
  const sums = sumVotes({ rater, image, votes: new Uint8Array(n).fill(1), won: value });
  const mean = sums.won / n;
  const undetermined = (reason: string) => ({ n, mean, interval: { kind: 'undetermined' as const, reason } });
  const [raters, images] = [effectiveClusters(n, sums.byRater), effectiveClusters(n, sums.byImage)];
  if (raters < 2) return undetermined('all are one rater’s, or nearly all are');
  if (images < 2) return undetermined('all are on one image, or nearly all are');
  let squares = 0;
  for (let row = 0; row < n; row += 1) squares += ((value[row] ?? 0) - mean) ** 2;
  if (squares === 0)
    return undetermined('all values are equal: they cannot tell how far the mean may be off');
  const varianceBy = (of: ClusterSums, clusters: number) =>
    (clusterScores(of, mean) / n ** 2) * (clusters / (clusters - 1));
  const byRater = varianceBy(sums.byRater, raters);
  const byImage = varianceBy(sums.byImage, images);
  const byCell = varianceBy(sums.byCell, sums.byCell.clusters);
  const variance = Math.max(byRater + byImage - byCell, byRater, byImage, squares / (n * (n - 1)));
  const reach = twoSidedQuantile(level, Math.min(raters, images) - 1) * Math.sqrt(variance);
  const low = Math.max(bounds.least, mean - reach);
  return { n, mean, interval: { kind: 'two-sided', low, high: Math.min(bounds.greatest, mean + reach) } };
}
