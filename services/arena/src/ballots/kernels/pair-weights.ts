import { at } from '@fakexplain/statistics/linear-algebra';
import { type PairCount } from '../../ratings/kernels/pair-count.ts';
import { shrunkenFit } from './shrunken-fit.ts';

/** `balanced`: pairs with fewest votes first; `uncertainty`: pairs whose difference one more vote narrows most. */
export type DrawingPolicy = 'balanced' | 'uncertainty';

/**
 * Probabilities (sum 1, each at least uniformShare / pairs) with which each of the given pairs should be asked next:
 * (1 − uniformShare) · w / Σw + uniformShare / pairs. The uniform share keeps every pair possible, so that estimates can be
 * reweighted by the inverse of the stored probability.
 *
 * - `balanced`: w = (1 + votes − fewest votes)⁻²; neutral votes count.
 * - `uncertainty`: w = p(1−p) v² / (1 + p(1−p) v), by how much one more vote lowers the variance v of the pair's difference
 *   (Sherman–Morrison), with p the expected share, under strengths shrunk so that pairs never linked have a finite v too.
 *
 * @param arms how many arms; pairs name them 0..arms−1
 * @param counts the study's pairs, unvoted ones too; the answer is in their order
 * @param uniformShare 0–1, above 0; default 0.1
 */
export function pairWeights(
  policy: DrawingPolicy,
  arms: number,
  counts: readonly PairCount[],
  uniformShare = 0.1,
): Float64Array {
  const weights = policy === 'balanced' ? balanced(counts) : uncertain(arms, counts);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => ((1 - uniformShare) * weight) / total + uniformShare / weights.length);
}

function balanced(counts: readonly PairCount[]): Float64Array {
  const votes = Float64Array.from(counts, (pair) => pair.winsA + pair.winsB + pair.ties + pair.neither);
  const fewest = votes.reduce((least, n) => Math.min(least, n), Infinity);
  return votes.map((n) => (1 + n - fewest) ** -2);
}

function uncertain(arms: number, counts: readonly PairCount[]): Float64Array {
  const { theta, covariance } = shrunkenFit(arms, counts);
  return Float64Array.from(counts, ({ a, b }) => {
    const variance =
      at(covariance, a * arms + a) + at(covariance, b * arms + b) - 2 * at(covariance, a * arms + b);
    const p = 1 / (1 + Math.exp(at(theta, b) - at(theta, a)));
    const information = p * (1 - p);
    return (information * variance * variance) / (1 + information * variance);
  });
}
