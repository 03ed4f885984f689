import { clopperPearson, binomialTest, type Bounds } from '@fakexplain/statistics/binomial';

/** A count as a share with its exact (Clopper–Pearson) interval; `null`s where n is 0. */
export interface CountedShare {
  k: number;
  n: number;
  share: number | null;
  interval: Bounds | null;
}

export function countedShare(k: number, n: number, level = 0.95): CountedShare {
  if (n === 0) return { k, n, share: null, interval: null };
  return { k, n, share: k / n, interval: clopperPearson(k, n, level) };
}

export interface SideBias extends CountedShare {
  /** Exact two-sided test against one half. */
  pValue: number | null;
}

/**
 * How often the left side was preferred among votes that were not neutral: over a study, or for one rater. With sides
 * balanced it is one half for raters who do not mind the side.
 */
export const sideBias = (left: number, right: number, level = 0.95): SideBias => ({
  ...countedShare(left, left + right, level),
  pValue: left + right === 0 ? null : binomialTest(left, left + right),
});

/** How often raters, shown a ballot again with sides exchanged, gave the same answer about the same arms. */
export const selfAgreement = (same: number, repeats: number, level = 0.95): CountedShare =>
  countedShare(same, repeats, level);
