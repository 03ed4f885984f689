import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';

/** Quantile at (1 + level) / 2 of Student's t, or of the normal distribution for infinite degrees of freedom. */
export function twoSidedQuantile(level: number, degreesOfFreedom: number): number {
  const probability = (1 + level) / 2;
  return degreesOfFreedom === Infinity
    ? normalQuantile(probability, 0, 1)
    : studentQuantile(probability, degreesOfFreedom);
}
