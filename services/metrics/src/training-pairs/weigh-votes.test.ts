import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitOf } from './split-of.ts';
import { weighVotes } from './weigh-votes.ts';

test('votes weigh by how far they agree, and by how many there are', () => {
  expect(weighVotes(1, 0)).toEqual({ firstWins: true, agreement: 1, weight: 1 / 3 });
  expect(weighVotes(1, 4)).toEqual({ firstWins: false, agreement: 0.8, weight: 3 / 7 });
  expect([weighVotes(0, 0), weighVotes(7, 7)]).toEqual([null, null]);
});

test('a weight is what the Beta posterior of a uniform prior has as its mean', () => {
  const count = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(count, count, (first, second) => {
      const weighed = weighVotes(first, second);
      // The mean of x under x^first · (1 − x)^second on a fine grid.
      let mass = 0;
      let sum = 0;
      for (let at = 0.5; at < 2_000; at += 1) {
        const x = at / 2_000;
        const density = x ** first * (1 - x) ** second;
        mass += density;
        sum += density * x;
      }
      const mean = sum / mass;
      expect(weighed?.weight ?? 0).toBeCloseTo(Math.abs(2 * mean - 1), 3);
      expect(weighVotes(second, first)?.weight).toBe(weighed?.weight);
    }),
  );
});

test('groups go whole into one split, about as many into train as asked for', () => {
  const groups = Array.from({ length: 4_000 }, (_, group) => `group ${group}`);
  const inTrain = groups.filter((group) => splitOf(group, 0.8, 1) === 'train').length;
  // Five standard errors.
  expect(Math.abs(inTrain / groups.length - 0.8)).toBeLessThan(5 * Math.sqrt((0.8 * 0.2) / groups.length));
  expect(new Set(groups.map((group) => splitOf(group, 0, 1)))).toEqual(new Set(['test']));
  expect(new Set(groups.map((group) => splitOf(group, 1, 1)))).toEqual(new Set(['train']));
});
