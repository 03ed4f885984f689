import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisWidths, labelledFrom, type Tick } from './tick-labels.ts';

const percents: Tick[] = [0, 25, 50, 75, 100].map((at) => ({ at, text: `${at}%` }));
const shown = (ticks: Tick[], width: number) =>
  ticks.filter((_, index) => (labelledFrom(ticks)[index] ?? Infinity) <= width).map(({ text }) => text);

test('a wide axis has every label, a narrow one fewer', () => {
  expect(shown(percents, 360)).toEqual(['0%', '25%', '50%', '75%', '100%']);
  expect(shown(percents, 130)).toEqual(['0%', '50%', '100%']);
});

test('nought keeps its label', () => {
  const ticks = [-300, -200, -100, 0, 100, 200].map((value, index) => ({
    at: 10 + 16 * index,
    text: `${value}`,
  }));
  expect(shown(ticks, 130)).toContain('0');
});

test('one label is left at least, and a wider axis has no fewer', () => {
  const ticks = fc
    .uniqueArray(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 12 })
    .chain((places) =>
      fc
        .array(fc.stringMatching(/^[0-9]{1,6}%?$/), { minLength: places.length, maxLength: places.length })
        .map((texts) =>
          places.toSorted((x, y) => x - y).map((at, index) => ({ at, text: texts[index] ?? '' })),
        ),
    );
  fc.assert(
    fc.property(ticks, (ticks) => {
      const counts = axisWidths.map((width) => shown(ticks, width).length);
      expect(counts[0]).toBeGreaterThan(0);
      expect(counts).toEqual(counts.toSorted((x, y) => x - y));
    }),
  );
});
