import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryCounts, decided } from '../../testing/arbitrary-counts.ts';
import { pairWeights } from './pair-weights.ts';
import { shrunkenFit } from './shrunken-fit.ts';

test('balanced: the pair with fewest votes comes first, by the square of what it lacks', () => {
  const counts = [decided(0, 1, 4, 3), { ...decided(0, 2, 2, 2), ties: 1, neither: 1 }, decided(1, 2, 0, 4)];
  const weights = [1 / 16, 1 / 9, 1];
  const total = 1 / 16 + 1 / 9 + 1;
  expect([...pairWeights('balanced', 3, counts)]).toEqual(
    weights.map((weight) => expect.closeTo((0.9 * weight) / total + 0.1 / 3, 12)),
  );
});

test.each(['balanced', 'uncertainty'] as const)(
  '%s: probabilities add up to 1 and leave no pair out',
  (policy) => {
    fc.assert(
      fc.property(arbitraryCounts(5, 200), (counts) => {
        const weights = pairWeights(policy, 5, counts, 0.2);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(0.02);
      }),
    );
  },
);

test('uncertainty: a pair that nothing links first, then an even pair, last a clear one', () => {
  const counts = [decided(0, 1, 500, 500), decided(2, 3, 990, 10), decided(0, 2, 0, 0)];
  const [even = NaN, clear = NaN, unlinked = NaN] = pairWeights('uncertainty', 4, counts, 0.001);
  expect(unlinked).toBeGreaterThan(even);
  expect(unlinked).toBeGreaterThan(clear);
});

test('uncertainty is how much one more vote lowers the variance of the difference', () => {
  const counts = [decided(0, 1, 4, 2), decided(1, 2, 3, 5), decided(0, 2, 0, 0)];
  const variance = (pairs: typeof counts, a: number, b: number): number => {
    // The curvature at the fitted strengths with one vote more in `pairs`, inverted by hand for three arms.
    const theta = shrunkenFit(3, counts).theta;
    const information = [0, 1, 2].map((i) => [0, 1, 2].map((j): number => (i === j ? 0.25 : 0)));
    for (const pair of pairs) {
      const p = 1 / (1 + Math.exp((theta[pair.b] ?? NaN) - (theta[pair.a] ?? NaN)));
      const weight = (pair.winsA + pair.winsB) * p * (1 - p);
      for (const [i, j, sign] of [
        [pair.a, pair.a, 1],
        [pair.b, pair.b, 1],
        [pair.a, pair.b, -1],
        [pair.b, pair.a, -1],
      ] as const) {
        const row = information[i] ?? [];
        row[j] = (row[j] ?? NaN) + sign * weight;
      }
    }
    const entry = (i: number, j: number): number => information[i % 3]?.[j % 3] ?? NaN;
    const cofactor = (i: number, j: number): number =>
      entry(i + 1, j + 1) * entry(i + 2, j + 2) - entry(i + 1, j + 2) * entry(i + 2, j + 1);
    const determinant = [0, 1, 2].reduce((sum, j) => sum + entry(0, j) * cofactor(0, j), 0);
    return (cofactor(a, a) + cofactor(b, b) - 2 * cofactor(a, b)) / determinant;
  };
  const gains = counts.map((pair) => {
    const oneMore = counts.map((count) => (count === pair ? { ...count, winsA: count.winsA + 1 } : count));
    return variance(counts, pair.a, pair.b) - variance(oneMore, pair.a, pair.b);
  });
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  expect([...pairWeights('uncertainty', 3, counts)]).toEqual(
    gains.map((gain) => expect.closeTo((0.9 * gain) / total + 0.1 / 3, 9)),
  );
});

test('uncertainty: of two pairs alike but for their votes, the one with fewer', () => {
  const [many, few] = pairWeights('uncertainty', 4, [decided(0, 1, 30, 30), decided(2, 3, 3, 3)]);
  expect(few).toBeGreaterThan(many ?? NaN);
});

test('uncertainty holds up where one arm won thousands of times without a loss', () => {
  const weights = pairWeights('uncertainty', 3, [
    decided(0, 1, 1_000_000, 0),
    decided(1, 2, 3, 2),
    decided(0, 2, 5000, 0),
  ]);
  expect([...weights].every((weight) => weight > 0 && weight < 1)).toBe(true);
});
