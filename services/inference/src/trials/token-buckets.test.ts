import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBuckets } from './token-buckets.ts';

test('three in a row, then one every ten seconds, for each key alone', () => {
  let clock = 0;
  const buckets = new TokenBuckets({ capacity: 3, perSecond: 0.1 }, () => clock);
  expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 0]);
  expect(buckets.take('a')).toBeCloseTo(10);
  expect(buckets.take('b')).toBe(0);
  clock += 4_000;
  expect(buckets.take('a')).toBeCloseTo(6);
  clock += 6_000;
  expect(buckets.take('a')).toBe(0);
  expect(buckets.take('a')).toBeCloseTo(10);
});

test('buckets that are full again are forgotten', () => {
  let clock = 0;
  const buckets = new TokenBuckets({ capacity: 2, perSecond: 1 }, () => clock);
  for (let at = 0; at < 1_000; at += 1) {
    clock += 100;
    buckets.take(`visitor ${at}`);
  }
  expect(buckets.size).toBeLessThanOrEqual(11);
});

test('never more than the capacity and what came back since', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3_000), { maxLength: 200 }), (pauses) => {
      let clock = 0;
      const buckets = new TokenBuckets({ capacity: 4, perSecond: 0.5 }, () => clock);
      let taken = 0;
      for (const pause of pauses) {
        clock += pause;
        if (buckets.take('a') === 0) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(4 + (clock / 1_000) * 0.5);
    }),
  );
});
