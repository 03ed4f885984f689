import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { intervalText, whisker } from './interval.ts';

const whole = (value: number) => String(Math.round(value));

test('an interval is said in words', () => {
  expect(intervalText({ kind: 'two-sided', low: 3, high: 8 }, whole)).toBe('[3, 8]');
  expect(intervalText({ kind: 'at-least', low: 3 }, whole)).toBe('at least 3');
  expect(intervalText({ kind: 'at-most', high: 8 }, whole)).toBe('at most 8');
  expect(intervalText({ kind: 'undetermined', reason: 'no votes' }, whole)).toBe('undetermined');
});

test('a whisker without a bound goes on to the edge, and says so', () => {
  const half = (value: number) => value / 2;
  expect(whisker({ kind: 'two-sided', low: 20, high: 60 }, half)).toEqual({
    start: 10,
    end: 30,
    openLeft: false,
    openRight: false,
  });
  expect(whisker({ kind: 'at-least', low: 20 }, half)).toMatchObject({
    start: 10,
    end: 100,
    openRight: true,
  });
  expect(whisker({ kind: 'at-most', high: 20 }, half)).toMatchObject({ start: 0, end: 10, openLeft: true });
  expect(whisker({ kind: 'undetermined', reason: '' }, half)).toBeNull();
});

test('a whisker never leaves its track, and is open exactly where it was cut', () => {
  const value = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const drawn = whisker({ kind: 'two-sided', low, high }, (x) => x / 1000);
      expect(drawn).not.toBeNull();
      if (!drawn) return;
      expect(drawn.start).toBeGreaterThanOrEqual(0);
      expect(drawn.end).toBeLessThanOrEqual(100);
      expect(drawn.start).toBeLessThanOrEqual(drawn.end);
      expect([drawn.openLeft, drawn.openRight]).toEqual([low < 0, high > 100_000]);
    }),
  );
});
