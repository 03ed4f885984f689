import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ratingGroups, ratingScale } from './rating-scale.ts';
import { rating } from '../testing/leaderboard.ts';

test('every rating and every end of an interval lies on the track', () => {
  const elo = fc.double({ min: -3000, max: 3000, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(elo, elo, elo), { maxLength: 20 }), (arms) => {
      const { position, ticks } = ratingScale(
        arms.map(([value, a, b]) =>
          rating({ elo: value, interval: { kind: 'two-sided', low: Math.min(a, b), high: Math.max(a, b) } }),
        ),
      );
      for (const value of [0, ...arms.flat(), ...ticks]) {
        expect(position(value)).toBeGreaterThanOrEqual(-1e-9);
        expect(position(value)).toBeLessThanOrEqual(100 + 1e-9);
      }
      expect(ticks.length).toBeGreaterThanOrEqual(2);
    }),
  );
});

test('without any vote there still is a scale around 0', () => {
  const { position } = ratingScale([
    rating({ elo: null, rank: null, interval: { kind: 'undetermined', reason: 'no votes' } }),
  ]);
  expect(position(0)).toBeCloseTo(50);
});

test('groups: the largest first; in each by rank, an arm that is only bounded by its bound, the unrated last', () => {
  const none = { kind: 'undetermined', reason: 'no votes' } as const;
  const groups = ratingGroups([
    rating({ name: 'unrated', elo: null, rank: null, interval: none }),
    rating({ name: 'second', elo: 90, rank: { best: 1, worst: 2 } }),
    rating({ name: 'alone', component: 1 }),
    rating({
      name: 'first',
      elo: null,
      rank: { best: 1, worst: 2 },
      interval: { kind: 'at-least', low: 200 },
    }),
    rating({ name: 'third', elo: 300, rank: { best: 3, worst: 3 } }),
  ]);
  expect(groups.map((group) => group.map(({ name }) => name))).toEqual([
    ['first', 'second', 'third', 'unrated'],
    ['alone'],
  ]);
});
