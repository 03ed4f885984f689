import { binomialAtLeast, binomialAtMost } from '@fakexplain/statistics/binomial';
import { thresholds } from './thresholds.ts';

/** Largest n with a limit of its own; beyond it the limit grows in proportion, which flags fewer. */
const largest = 1_000;

/**
 * Fewest votes for one side of n that are flagged, for n = 1, 2, …: so many are improbable (exact binomial) even of a rater
 * who leans to that side. n + 1 where no number is.
 */
export const sideLimits: number[] = [];

/** Most passed checks of n that are flagged: so few are improbable (exact binomial) of an attentive rater. −1 where no number is. */
export const checkLimits: number[] = [];

const { sideShare, sideP, checkShare, checkP } = thresholds;
let votes = 1;
let passed = -1;
for (let n = 1; n <= largest; n += 1) {
  while (votes <= n && binomialAtLeast(votes, n, sideShare) >= sideP) votes += 1;
  sideLimits.push(votes);
  while (passed + 1 < n && binomialAtMost(passed + 1, n, checkShare) < checkP) passed += 1;
  checkLimits.push(passed);
}
