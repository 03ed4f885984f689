import { expect, test } from 'vitest';
import { checkLimits, sideLimits } from './limits-by-n.ts';
import { thresholds } from './thresholds.ts';

/** P(X = k), by products. */
function probability(k: number, n: number, p: number): number {
  let value = p ** k * (1 - p) ** (n - k);
  for (let i = 1; i <= k; i += 1) value *= (n - k + i) / i;
  return value;
}
const sum = (from: number, to: number, n: number, p: number) => {
  let total = 0;
  for (let k = from; k <= to; k += 1) total += probability(k, n, p);
  return total;
};

test('limits are where the exact tails fall below the thresholds', () => {
  const { sideShare, sideP, checkShare, checkP } = thresholds;
  for (let n = 1; n <= 80; n += 1) {
    const votes = sideLimits[n - 1] ?? 0;
    expect(sum(votes, n, n, sideShare)).toBeLessThan(sideP);
    expect(sum(votes - 1, n, n, sideShare)).toBeGreaterThanOrEqual(sideP);
    const passed = checkLimits[n - 1] ?? 0;
    expect(sum(0, passed, n, checkShare)).toBeLessThan(checkP);
    expect(sum(0, passed + 1, n, checkShare)).toBeGreaterThanOrEqual(checkP);
  }
  expect(sideLimits).toHaveLength(1_000);
  // Fourteen of fourteen, and none of three.
  expect([sideLimits[12], sideLimits[13]]).toEqual([14, 14]);
  expect([checkLimits[1], checkLimits[2]]).toEqual([-1, 0]);
});
