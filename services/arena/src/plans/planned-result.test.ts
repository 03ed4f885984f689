import { expect, test } from 'vitest';
import { plannedResult, type Shares } from './planned-result.ts';

const pair: [string, string] = ['people', 'model'];
type Interval = Shares['pairs'][number]['anytime'];
const arms = [
  { position: 0, name: 'other' },
  { position: 1, name: 'model' },
  { position: 2, name: 'people' },
];
const wide: Interval = { kind: 'two-sided', low: 0.2, high: 0.9 };

test.each<[string, Interval, number | null, boolean, boolean]>([
  ['narrow beside one half', { kind: 'two-sided', low: 0.55, high: 0.64 }, 0.045, true, true],
  ['narrow around one half', { kind: 'two-sided', low: 0.46, high: 0.55 }, 0.045, true, false],
  ['wide below one half', { kind: 'two-sided', low: 0.2, high: 0.45 }, 0.125, false, true],
  ['wide around one half', { kind: 'two-sided', low: 0.3, high: 0.6 }, 0.15, false, false],
  ['a bound above one half', { kind: 'at-least', low: 0.8 }, null, false, true],
  ['a bound below one half', { kind: 'at-most', high: 0.2 }, null, false, true],
  ['a bound beyond one half', { kind: 'at-least', low: 0.4 }, null, false, false],
  ['nothing yet', { kind: 'undetermined', reason: 'fewer than 30 votes' }, null, false, false],
])('%s', (_, read, halfWidth, isNarrow, isDecided) => {
  for (const looks of ['any', 'one'] as const)
    // The planned order of the two arms need not be that of the leaderboard.
    for (const [a, b] of [[2, 1] as const, [1, 2] as const]) {
      const own = looks === 'any' ? { anytime: read, clustered: wide } : { anytime: wide, clustered: read };
      const narrow: Interval = { kind: 'two-sided', low: 0.9, high: 0.91 };
      const shares: Shares = {
        arms,
        pairs: [
          { a: 0, b: 1, anytime: narrow, clustered: narrow },
          { a, b, ...own },
        ],
      };
      const byWidth = plannedResult({ pair, looks, goal: { halfWidth: 0.05 } }, shares);
      const byPower = plannedResult({ pair, looks, goal: { power: 0.8 } }, shares);
      expect(byWidth.reached).toBe(isNarrow);
      expect(byPower.reached).toBe(isDecided);
      for (const result of [byWidth, byPower])
        if (halfWidth === null) expect(result.halfWidth).toBeNull();
        else expect(result.halfWidth).toBeCloseTo(halfWidth, 12);
    }
});

test('a pair without votes is not reached', () => {
  const plan = { pair, looks: 'any' as const, goal: { halfWidth: 0.4 } };
  expect(plannedResult(plan, { arms, pairs: [] })).toEqual({ halfWidth: null, reached: false });
});
