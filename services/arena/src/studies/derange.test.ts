import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { derange } from './load-arms.ts';
import { uniformSource } from '@fakexplain/statistics/random';

test('nothing stays in its place, and everything is placed once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fc.integer(), (n, seed) => {
      const order = derange(n, uniformSource(seed));
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      expect(order.some((to, from) => to === from)).toBe(false);
    }),
  );
});

test('all six cycles of four come up equally often', () => {
  const random = uniformSource(7);
  const times = new Map<string, number>();
  for (let i = 0; i < 6_000; i++) {
    const key = derange(4, random).join('');
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  expect(times.size).toBe(6);
  // 1,000 ± 5 standard deviations of a binomial count.
  for (const count of times.values())
    expect(Math.abs(count - 1_000)).toBeLessThan(5 * Math.sqrt(6_000 * (5 / 36)));
});

test('a single thing is refused', () => {
  expect(() => derange(1, () => 0)).toThrow(RangeError);
});
