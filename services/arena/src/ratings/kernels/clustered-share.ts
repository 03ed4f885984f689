import { twoSidedQuantile } from './difference.ts';
import { type Bounds } from '@fakexplain/statistics/binomial';
import { type VoteCells } from './pair-count.ts';
import { at } from '@fakexplain/statistics/linear-algebra';

export interface ClusteredShare extends Bounds {
  raters: number;
  images: number;
  /** Of the share. */
  standardError: number;
  degreesOfFreedom: number;
}

/**
 * Interval of the share of votes won by the lower-numbered arm of a pair, allowing for raters who lean one way and images
 * that favour one arm: variance V_rater + V_image − V_cell, at least the greater of the first two, Student's t with
 * min(raters, images) − 1 degrees of freedom; clipped to 0–1. `null` where it is unknown: one rater or image alone, or
 * clusters that do not vary.
 *
 * Source: Cameron, Gelbach & Miller (2011) for a mean.
 *
 * @param cells votes of one pair without neutral ones
 */
export function clusteredShare(cells: VoteCells, level = 0.95): ClusteredShare | null {
  let votes = 0;
  let won = 0;
  const wins = cells.outcome.map((outcome, row) =>
    (cells.a[row] as number) < (cells.b[row] as number) ? outcome : 1 - outcome,
  );
  for (const [row, count] of cells.count.entries()) {
    votes += count;
    won += count * at(wins, row);
  }
  if (votes === 0) return null;
  const share = won / votes;
  const byRater = new Map<string, number>();
  const byImage = new Map<string, number>();
  const byCell = new Map<string, number>();
  for (const [row, count] of cells.count.entries()) {
    const score = count * (at(wins, row) - share);
    gather(byRater, `${cells.rater[row]}`, score);
    gather(byImage, `${cells.image[row]}`, score);
    gather(byCell, `${cells.rater[row]} ${cells.image[row]}`, score);
  }
  const [rater, image, cell] = [byRater, byImage, byCell].map((sums) => sumOfSquares(sums) / votes ** 2) as [
    number,
    number,
    number,
  ];
  const variance = Math.max(rater + image - cell, rater, image);
  const degreesOfFreedom = Math.min(byRater.size, byImage.size) - 1;
  if (degreesOfFreedom < 1 || variance < (1e-12 * share * (1 - share)) / votes || variance === 0) return null;
  const standardError = Math.sqrt(variance);
  const reach = twoSidedQuantile(level, degreesOfFreedom) * standardError;
  return {
    low: Math.max(0, share - reach),
    high: Math.min(1, share + reach),
    raters: byRater.size,
    images: byImage.size,
    standardError,
    degreesOfFreedom,
  };
}

function gather(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

function sumOfSquares(sums: Map<string, number>): number {
  let total = 0;
  for (const sum of sums.values()) total += sum * sum;
  return total;
}
