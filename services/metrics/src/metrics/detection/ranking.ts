import type { Ranking } from '@fakexplain/statistics/ranking-statistics';
import { sortNumbers } from '@fakexplain/statistics/sort-numbers';

/**
 * The ranking of n scores. Positives and negatives are sorted apart and merged, without an index to carry along.
 *
 * @param scores n finite numbers, higher for what seems positive: the probability of `generated`
 * @param positive n flags: 1 for positive (generated), 0 for negative (real)
 * @throws RangeError where the lengths differ or a score is not finite
 */
export function rankScores(scores: Float64Array, positive: Uint8Array): Ranking {
  if (scores.length !== positive.length) {
    throw new RangeError(`${scores.length} scores for ${positive.length} labels`);
  }
  const ofPositives = new Float64Array(scores.length);
  const ofNegatives = new Float64Array(scores.length);
  let positiveCount = 0;
  let negativeCount = 0;
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index] ?? NaN;
    if (!Number.isFinite(score)) throw new RangeError(`score ${index + 1} is ${score}: it cannot be ranked`);
    if (positive[index] === 1) {
      ofPositives[positiveCount] = score;
      positiveCount += 1;
    } else {
      ofNegatives[negativeCount] = score;
      negativeCount += 1;
    }
  }
  return mergeSorted(
    sortNumbers(ofPositives.subarray(0, positiveCount)),
    sortNumbers(ofNegatives.subarray(0, negativeCount)),
  );
}

function mergeSorted(ofPositives: Float64Array, ofNegatives: Float64Array): Ranking {
  const positives = new Uint32Array(ofPositives.length + ofNegatives.length);
  const negatives = new Uint32Array(positives.length);
  let distinct = 0;
  let p = 0;
  let q = 0;
  while (p < ofPositives.length || q < ofNegatives.length) {
    const nextPositive = p < ofPositives.length ? (ofPositives[p] ?? 0) : Infinity;
    const nextNegative = q < ofNegatives.length ? (ofNegatives[q] ?? 0) : Infinity;
    const score = nextPositive < nextNegative ? nextPositive : nextNegative;
    const [fromP, fromQ] = [p, q];
    while (p < ofPositives.length && ofPositives[p] === score) p += 1;
    while (q < ofNegatives.length && ofNegatives[q] === score) q += 1;
    positives[distinct] = p - fromP;
    negatives[distinct] = q - fromQ;
    distinct += 1;
  }
  return { positives: positives.subarray(0, distinct), negatives: negatives.subarray(0, distinct) };
}

/**
 * Average precision, Σ (Rₙ − Rₙ₋₁) Pₙ over falling distinct scores, 0–1 (a sum of steps, not the trapezoid under the
 * curve); `null` unless there are positives and negatives. As sklearn.metrics.average_precision_score.
 */
export function averagePrecision({ positives, negatives }: Ranking): number | null {
  let found = 0;
  let taken = 0;
  let sum = 0;
  for (let place = positives.length - 1; place >= 0; place -= 1) {
    const here = positives[place] ?? 0;
    found += here;
    taken += here + (negatives[place] ?? 0);
    // Where nothing positive is, this adds 0; asking would cost more.
    if (taken > 0) sum += (here * found) / taken;
  }
  return found > 0 && taken > found ? sum / found : null;
}
