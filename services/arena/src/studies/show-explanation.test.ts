import type { Explanation } from '@fakexplain/explanation';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { showExplanation } from './show-explanation.ts';

const explanation: Explanation = {
  verdict: 'generated',
  probability: 0.9,
  tags: ['texture'],
  reasoning: 'The clock is wrong.',
  regions: [
    { box: [10.2, 20, 30.7, 40], description: 'three hands', mask: { size: [100, 200], counts: 'x' } },
  ],
};

test('what raters see has no probability, no mask, whole pixels and always the same order of keys', () => {
  const shown = showExplanation(explanation, { width: 200, height: 100 }, { width: 200, height: 100 });
  expect(JSON.stringify(shown)).toBe(
    '{"verdict":"generated","tags":["texture"],"reasoning":"The clock is wrong.","regions":[{"box":[10,20,31,40],"description":"three hands"}]}',
  );
});

test('another image’s boxes are stretched to the image they are shown on', () => {
  const shown = showExplanation(explanation, { width: 200, height: 100 }, { width: 100, height: 300 });
  expect(shown.regions[0]?.box).toEqual([5, 60, 16, 120]);
  const whole = {
    ...explanation,
    regions: [{ box: [10, 20, 31, 40], description: 'three hands' }],
  } satisfies Explanation;
  expect(showExplanation(whole, { width: 200, height: 100 }, { width: 700, height: 300 })).toEqual(
    showExplanation(explanation, { width: 200, height: 100 }, { width: 700, height: 300 }),
  );
});

describe('shown boxes', () => {
  const size = fc.record({
    width: fc.integer({ min: 1, max: 4000 }),
    height: fc.integer({ min: 1, max: 4000 }),
  });
  const span = fc.tuple(
    fc.double({ min: -50, max: 5000, noNaN: true }),
    fc.double({ min: 1e-6, max: 5000, noNaN: true }),
  );

  test('lie inside the image, are whole and have an area, whatever the source said', () => {
    fc.assert(
      fc.property(size, size, span, span, (explained, shown, [x, w], [y, h]) => {
        const regions = [
          { box: [x, y, x + w, y + h] satisfies [number, number, number, number], description: '' },
        ];
        const [region] = showExplanation({ ...explanation, regions }, explained, shown).regions;
        const [x1, y1, x2, y2] = region?.box ?? [0, 0, 0, 0];
        for (const side of [x1, y1, x2, y2]) expect(Number.isInteger(side)).toBe(true);
        expect(0 <= x1 && x1 < x2 && x2 <= shown.width).toBe(true);
        expect(0 <= y1 && y1 < y2 && y2 <= shown.height).toBe(true);
      }),
    );
  });
});
