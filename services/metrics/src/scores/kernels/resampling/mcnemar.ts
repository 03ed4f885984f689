import betainc from '@stdlib/math-base-special-betainc';

export interface McNemar {
  /** Exact conditional two-sided p-value; keeps its level always, and is cautious. */
  exact: number;
  /** Mid-p value, nearer to the level. */
  mid: number;
}

/** P(X ≤ k) for X ~ Binomial(n, ½). */
const atMost = (k: number, n: number): number =>
  k < 0 ? 0 : k >= n ? 1 : betainc(0.5, n - k, k + 1, true, false);

/**
 * McNemar's test of whether two models are right equally often, from the images on which they differ.
 * Fagerland, Lydersen & Laake (2013); exact as scipy.stats.binomtest. Both are 1 without any such image.
 *
 * @param onlyFirst images that only the first model gets right
 * @param onlySecond images that only the second gets right
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  const n = onlyFirst + onlySecond;
  if (n === 0) return { exact: 1, mid: 1 };
  const fewer = Math.min(onlyFirst, onlySecond);
  const tail = atMost(fewer, n);
  const point = tail - atMost(fewer - 1, n);
  return onlyFirst === onlySecond
    ? { exact: 1, mid: 1 - point / 2 }
    : { exact: Math.min(1, 2 * tail), mid: 2 * tail - point };
}
