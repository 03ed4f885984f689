import { binomialAtMost } from './binomial.ts';

export interface McNemar {
  /** Exact conditional two-sided p-value; always keeps its level, and is conservative. */
  exact: number;
  /** Mid-p value, nearer to the level. */
  mid: number;
}

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
  const tail = binomialAtMost(fewer, n, 0.5);
  const point = tail - binomialAtMost(fewer - 1, n, 0.5);
  return onlyFirst === onlySecond
    ? { exact: 1, mid: 1 - point / 2 }
    : { exact: Math.min(1, 2 * tail), mid: 2 * tail - point };
}
