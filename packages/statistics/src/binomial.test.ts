import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import {
  binomialAtLeast,
  binomialAtMost,
  clopperPearson,
  clopperPearsonLow,
  binomialEquivalence,
  binomialTest,
  wilson,
} from './binomial.ts';

describe('scipy and statsmodels', () => {
  test.each(golden.shares)('$k of $n at $level', (expected) => {
    const { k, n, level, margin } = expected;
    for (const [found, reference] of [
      [clopperPearson(k, n, level), expected.clopperPearson],
      [wilson(k, n, level), expected.wilson],
    ] as const) {
      expect(found.low).toBeCloseTo(reference.low, 9);
      expect(found.high).toBeCloseTo(reference.high, 9);
    }
    expect(clopperPearsonLow(k, n, level)).toBeCloseTo(expected.oneSidedLow, 9);
    expect(binomialTest(k, n)).toBeCloseTo(expected.pValue, 9);
    expect(binomialEquivalence(k, n, margin)).toBeCloseTo(expected.equivalence, 9);
  });
});

test.each(golden.exactIntervals)('the exact interval of $k of $n is scipy’s', ({ k, n, low, high }) => {
  const found = clopperPearson(k, n);
  expect(found.low).toBeCloseTo(low, 9);
  expect(found.high).toBeCloseTo(high, 9);
});

/** P(X = k), by Pascal's triangle in products. */
function probability(k: number, n: number, p: number): number {
  let value = p ** k * (1 - p) ** (n - k);
  for (let i = 1; i <= k; i++) value *= (n - k + i) / i;
  return value;
}

const trials = fc
  .integer({ min: 1, max: 60 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });

test('tails are sums of probabilities', () => {
  fc.assert(
    fc.property(trials, shares, ([k, n], p) => {
      let below = 0;
      for (let i = 0; i <= k; i++) below += probability(i, n, p);
      expect(binomialAtMost(k, n, p)).toBeCloseTo(below, 10);
      expect(binomialAtLeast(k, n, p)).toBeCloseTo(1 - below + probability(k, n, p), 10);
    }),
  );
});

test('at the ends of the exact interval the tails hold what is left of the level', () => {
  fc.assert(
    fc.property(trials, fc.double({ min: 0.5, max: 0.999, noNaN: true }), ([k, n], level) => {
      const { low, high } = clopperPearson(k, n, level);
      if (k > 0) expect(binomialAtLeast(k, n, low)).toBeCloseTo((1 - level) / 2, 9);
      if (k < n) expect(binomialAtMost(k, n, high)).toBeCloseTo((1 - level) / 2, 9);
    }),
  );
});
