import betainc from '@stdlib/math-base-special-betainc';
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** Everything here counts k successes among n trials, whole numbers with 0 ≤ k ≤ n and n ≥ 1. Levels are 0–1. */
export interface Bounds {
  low: number;
  high: number;
}

/** P(X ≤ k) for X ~ Binomial(n, p). */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : betainc(1 - p, n - k, k + 1, true, false);
}

/** P(X ≥ k) for X ~ Binomial(n, p). */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  return k > n ? 0 : betainc(p, k, n - k + 1, true, false);
}

/** Exact interval of a share, two-sided (Clopper & Pearson 1934; reference: statsmodels proportion_confint "beta"). */
export function clopperPearson(k: number, n: number, level = 0.95): Bounds {
  const tail = (1 - level) / 2;
  return { low: clopperPearsonLow(k, n, 1 - tail), high: 1 - clopperPearsonLow(n - k, n, 1 - tail) };
}

/** Exact one-sided lower bound of a share. */
export const clopperPearsonLow = (k: number, n: number, level: number): number =>
  k === 0 ? 0 : k === n ? (1 - level) ** (1 / n) : betaQuantile(1 - level, k, n - k + 1);

/** Score interval of a share (Wilson 1927, no continuity correction). Too narrow where raters or images differ. */
export function wilson(k: number, n: number, level = 0.95): Bounds {
  const z = normalQuantile((1 + level) / 2, 0, 1);
  const share = k / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { low: k === 0 ? 0 : centre - reach, high: k === n ? 1 : centre + reach };
}

/** Exact two-sided p-value that the share is one half (reference: scipy.stats.binomtest). */
export const binomialTest = (k: number, n: number): number =>
  2 * k === n ? 1 : Math.min(1, 2 * binomialAtMost(Math.min(k, n - k), n, 0.5));

/**
 * p-value of two one-sided exact tests (Schuirmann 1987) that the share lies within `margin` of one half: equivalent at
 * level α where p ≤ α.
 *
 * @param margin a share, 0 < margin < 0.5
 */
export const binomialEquivalence = (k: number, n: number, margin: number): number =>
  Math.max(binomialAtLeast(k, n, 0.5 - margin), binomialAtMost(k, n, 0.5 + margin));
