import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import golden from '../golden/boxes.json' with { type: 'json' };
import type { Box } from '../types.ts';
import { boxArea, boxIou, clipBox } from './box.ts';
import { gridAreas } from './grid-areas.ts';
import { sweepAreas } from './sweep-areas.ts';
import { unionArea, unionAreas, unionIou } from './union.ts';

const SIDE = 12;

/** The cells of a small grid that at least one box covers: the naive twin, for boxes at integers. */
function cells(boxes: readonly Box[]): Set<number> {
  const covered = new Set<number>();
  for (const [x1, y1, x2, y2] of boxes) {
    for (let x = x1; x < x2; x += 1) for (let y = y1; y < y2; y += 1) covered.add(x * SIDE + y);
  }
  return covered;
}

const common = (a: Set<number>, b: Set<number>) => new Set([...a].filter((cell) => b.has(cell)));

const gridBox = fc
  .tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: SIDE })))
  .map(([a = 0, b = 0, c = 0, d = 0]): Box => [
    Math.min(a, b),
    Math.min(c, d),
    Math.max(a, b),
    Math.max(c, d),
  ]);
const gridBoxes = fc.array(gridBox, { maxLength: 10 });

const cut = fc.double({ min: 0, max: 1000, noNaN: true });
const anyBox = fc
  .tuple(cut, cut, cut, cut)
  .map(([a, b, c, d]): Box => [Math.min(a, b), Math.min(c, d), Math.max(a, b), Math.max(c, d)]);
const anyBoxes = fc.array(anyBox, { maxLength: 12 });

const goldenSchema = z.array(
  z.object({
    a: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    b: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    intersection: z.number(),
    union: z.number(),
    iou: z.number().nullable(),
  }),
);

function expectClose(actual: number | null, expected: number | null) {
  if (actual === null || expected === null) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(expected)));
}

describe('unions of boxes', () => {
  test('a worked example: two overlapping boxes against one that overlaps both', () => {
    const a: Box[] = [
      [0, 0, 4, 2],
      [2, 0, 6, 2],
    ];
    const b: Box[] = [[3, 1, 8, 3]];
    // ∪A is 6 × 2 = 12, B is 5 × 2 = 10; they share 3 × 1 = 3.
    expect(unionArea(a)).toBe(12);
    expect(unionAreas(a, b)).toEqual({ intersection: 3, union: 19 });
    expect(unionIou(a, b)).toBe(3 / 19);
  });

  test.each(goldenSchema.parse(golden).map((each, index) => [index, each] as const))(
    'has the areas that shapely gives, case %i',
    (_, { a, b, intersection, union, iou }) => {
      const areas = unionAreas(a, b);
      expectClose(areas.intersection, intersection);
      expectClose(areas.union, union);
      expectClose(unionIou(a, b), iou);
    },
  );

  test('counts the cells of a grid', () => {
    fc.assert(
      fc.property(gridBoxes, gridBoxes, (a, b) => {
        const [cellsA, cellsB] = [cells(a), cells(b)];
        expect(unionAreas(a, b)).toEqual({
          intersection: common(cellsA, cellsB).size,
          union: new Set([...cellsA, ...cellsB]).size,
        });
        expect(unionArea(a)).toBe(cellsA.size);
      }),
      { numRuns: 1000 },
    );
  });

  test('by sweep and by grid are the same, for few boxes and for many', () => {
    const sets = fc.array(fc.oneof(anyBox, gridBox), { maxLength: 60 });
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [withAreaA, withAreaB] = [a, b].map((boxes) => boxes.filter((box) => boxArea(box) > 0));
        const [swept, gridded] = [sweepAreas, gridAreas].map((areas) =>
          areas(withAreaA ?? [], withAreaB ?? []),
        );
        expectClose(gridded?.intersection ?? null, swept?.intersection ?? null);
        expectClose(gridded?.union ?? null, swept?.union ?? null);
        expectClose(unionAreas(a, b).union, swept?.union ?? null);
      }),
    );
  });

  test('is 1 for a set and its permutation, null for nothing, and symmetric', () => {
    fc.assert(
      fc.property(anyBoxes, anyBoxes, (a, b) => {
        const iou = unionIou(a, a.toReversed());
        if (unionArea(a) === 0) expect(iou).toBeNull();
        else expectClose(iou, 1);
        expectClose(unionIou(a, b), unionIou(b, a));
      }),
    );
  });

  test('is exactly 0 for sets that only touch', () => {
    fc.assert(
      fc.property(anyBoxes, (a) => {
        const right = a.map(([x1, y1, x2, y2]): Box => [x1 + 1000, y1, x2 + 1000, y2]);
        expect(unionAreas(a, right).intersection).toBe(0);
      }),
    );
  });
});

describe('one box', () => {
  test('IoU of single boxes is the IoU of their unions', () => {
    fc.assert(
      fc.property(gridBox, gridBox, (a, b) => {
        expect(boxIou(a, b)).toBe(unionIou([a], [b]));
      }),
    );
  });

  test('disjoint boxes have IoU 0, however far apart', () => {
    expect(boxIou([0, 0, 10, 10], [20, 20, 30, 30])).toBe(0);
    expect(boxIou([0, 0, 10, 10], [24, 24, 34, 34])).toBe(0);
  });

  test('without any area IoU is undefined', () => {
    expect(boxIou([1, 1, 1, 5], [2, 2, 2, 2])).toBeNull();
    expect(boxArea([5, 0, 1, 2])).toBe(0);
  });

  test('clipping keeps just what the image covers', () => {
    fc.assert(
      fc.property(
        gridBox,
        fc.integer({ min: 1, max: SIDE }),
        fc.integer({ min: 1, max: SIDE }),
        (box, width, height) => {
          const clipped = clipBox(box, { width, height });
          const inside = common(cells([box]), cells([[0, 0, width, height]]));
          expect(cells(clipped ? [clipped] : [])).toEqual(inside);
        },
      ),
    );
    expect(clipBox([-5, 2, 700, 900], { width: 640, height: 480 })).toEqual([0, 2, 640, 480]);
    expect(clipBox([640, 0, 700, 480], { width: 640, height: 480 })).toBeNull();
  });
});
