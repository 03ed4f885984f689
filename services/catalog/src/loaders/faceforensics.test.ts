import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadEvenly } from './faceforensics.ts';

test('frames from the middles of equal parts', () => {
  const frames = Array.from({ length: 270 }, (_, frame) => frame);
  expect(spreadEvenly(frames, 3)).toEqual([45, 135, 225]);
  expect(spreadEvenly([1, 2], 3)).toEqual([1, 2]);
});

test('always as many as asked for, in order, with gaps that differ by at most one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), (length, n) => {
      const items = Array.from({ length }, (_, index) => index);
      const chosen = spreadEvenly(items, n);
      expect(chosen).toHaveLength(Math.min(length, n));
      const gaps = chosen.slice(1).map((item, index) => item - (chosen[index] ?? 0));
      if (gaps.length > 0) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }),
  );
});
