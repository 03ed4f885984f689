import type { Box } from '@fakexplain/explanation';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeLabels, type Labelled } from './place-labels.ts';

const stage = { width: 400, height: 300 };
const labelled = (box: Box, end: Labelled['end'] = 'left'): Labelled => ({ box, width: 24, height: 18, end });

test('a label sits on the upper edge of its box, at its own end', () => {
  expect(placeLabels([labelled([50, 100, 150, 200]), labelled([50, 100, 150, 200], 'right')], stage)).toEqual(
    [
      { x: 50, y: 82 },
      { x: 126, y: 82 },
    ],
  );
});

test('two equal boxes of one end get two places', () => {
  const [one, two] = placeLabels([labelled([50, 100, 150, 200]), labelled([50, 100, 150, 200])], stage);
  expect(one).toEqual({ x: 50, y: 82 });
  expect(two).toEqual({ x: 126, y: 82 });
});

test('eight equal small boxes at a corner, as on a phone, have labels that overlap nowhere', () => {
  const places = placeLabels(
    Array.from({ length: 8 }, (_, i) => labelled([0, 0, 60, 50], i % 2 === 0 ? 'left' : 'right')),
    stage,
  );
  for (const [i, one] of places.entries())
    for (const other of places.slice(i + 1))
      expect(
        Math.abs((one?.x ?? 0) - (other?.x ?? 0)) >= 24 || Math.abs((one?.y ?? 0) - (other?.y ?? 0)) >= 18,
      ).toBe(true);
});

test('the label of a box that begins outside stays where the box is seen', () => {
  expect(placeLabels([labelled([-500, -500, 900, 900])], stage)).toEqual([{ x: 0, y: 0 }]);
  expect(placeLabels([labelled([-500, 250, 40, 900])], stage)).toEqual([{ x: 0, y: 232 }]);
});

test('every label of a visible box lies on the stage; others have none', () => {
  const at = fc.integer({ min: -300, max: 700 });
  const box = fc
    .tuple(at, at, fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }))
    .map(([x, y, w, h]): Box => [x, y, x + w, y + h]);
  fc.assert(
    fc.property(fc.array(box, { maxLength: 12 }), (boxes) => {
      const places = placeLabels(
        boxes.map((one) => labelled(one)),
        stage,
      );
      for (const [i, place] of places.entries()) {
        const [x1, y1, x2, y2] = boxes[i] ?? [0, 0, 0, 0];
        expect(place !== null).toBe(x1 < 400 && y1 < 300 && x2 > 0 && y2 > 0);
        if (!place) continue;
        expect(place.x).toBeGreaterThanOrEqual(0);
        expect(place.y).toBeGreaterThanOrEqual(0);
        expect(place.x + 24).toBeLessThanOrEqual(400);
        expect(place.y + 18).toBeLessThanOrEqual(300);
      }
    }),
  );
});
