import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeCaption } from './place-caption.ts';

const stageSize = fc.record({
  width: fc.integer({ min: 150, max: 2000 }),
  height: fc.integer({ min: 300, max: 1500 }),
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** The rectangle that a sentence may fill. */
function filled(place: ReturnType<typeof placeCaption>, height: number): [number, number] {
  return place.edge === 'top'
    ? [place.offset, place.offset + place.room]
    : [height - place.offset - place.room, height - place.offset];
}

test('a sentence stands on the stage, and beside its box where there is room for it', () => {
  fc.assert(
    fc.property(stageSize, share, share, share, share, (stage, a, b, c, d) => {
      const [x1, x2] = [Math.min(a, b) * stage.width, Math.max(a, b) * stage.width];
      const [y1, y2] = [Math.min(c, d) * stage.height, Math.max(c, d) * stage.height];
      const place = placeCaption([x1, y1, x2, y2], stage);
      const [top, bottom] = filled(place, stage.height);
      expect(place.left).toBeGreaterThanOrEqual(0);
      expect(place.left + place.width).toBeLessThanOrEqual(stage.width);
      expect(top).toBeGreaterThanOrEqual(-1e-6);
      expect(bottom).toBeLessThanOrEqual(stage.height + 1e-6);
      expect(place.room).toBeGreaterThanOrEqual(64);
      if (Math.max(y1, stage.height - y2) > 100) expect(top >= y2 || bottom <= y1).toBe(true);
    }),
  );
});

test('it stands under a box in the upper half, over one in the lower half', () => {
  const stage = { width: 600, height: 400 };
  expect(placeCaption([200, 40, 300, 100], stage)).toEqual({
    left: 80,
    width: 340,
    edge: 'top',
    offset: 108,
    room: 284,
  });
  expect(placeCaption([0, 300, 100, 380], stage)).toEqual({
    left: 8,
    width: 340,
    edge: 'bottom',
    offset: 108,
    room: 284,
  });
});
