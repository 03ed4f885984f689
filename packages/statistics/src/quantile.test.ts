import { expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { quantile } from './quantile.ts';

test('quantiles as numpy', () => {
  for (const { values, low, high } of golden.percentiles) {
    const sorted = values.toSorted((a, b) => a - b);
    expect(quantile(sorted, 0.025)).toBeCloseTo(low, 12);
    expect(quantile(sorted, 0.975)).toBeCloseTo(high, 12);
  }
});

test('the ends and the median of a short list', () => {
  expect([0, 0.5, 1].map((share) => quantile([1, 2, 4, 8], share))).toEqual([1, 3, 8]);
  expect(quantile([7], 0.3)).toBe(7);
});
