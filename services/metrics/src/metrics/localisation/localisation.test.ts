import { readFileSync } from 'node:fs';
import {
  boxIou,
  encodeMask,
  runsFromBox,
  runsFromPixels,
  type Box,
  type ImageSize,
  type Region,
  type Verdict,
} from '@fakexplain/explanation';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { falseAlarmArea } from '../false-alarm-area.ts';
import { iouCentreGreedy } from '../iou-centre-greedy.ts';
import { iouMatched } from '../iou-matched.ts';
import { iouUnion, iouUnionMetric } from '../iou-union.ts';
import { scoreExplanation } from '../registry.ts';
import { signatureString } from '../signature.ts';
import { assign } from './assign.ts';
import { marksOf, type Mark } from './marks.ts';

function golden<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  const path = new URL(file, import.meta.url);
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

const quad = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const boxCases = golden(
  './golden/boxes.json',
  z.array(
    z.object({
      pred: z.array(quad),
      gt: z.array(quad),
      unionExact: z.object({ iou: z.number().nullable() }),
      hungarian: z.object({ sum: z.number() }),
      fakexplainReward: z.number(),
    }),
  ),
);
const { matchings } = golden(
  '../../../../../packages/fixtures/golden/detection.json',
  z.object({ matchings: z.array(z.object({ values: z.array(z.array(z.number())), total: z.number() })) }),
);

const size: ImageSize = { width: 40, height: 30 };
const region = (box: Box): Region => ({ box, description: '' });
const masked = (box: Box, image = size): Region => ({
  ...region(box),
  mask: encodeMask(runsFromBox(box, image)),
});
const marks = (boxes: readonly Box[]): Mark[] => marksOf(boxes.map(region), size);

/** The authors' pairing, with a given overlap. */
function nearestCentre(
  predicted: readonly Box[],
  reference: readonly Box[],
  iou: (a: Box, b: Box) => number,
) {
  const free = new Map(reference.entries());
  let sum = 0;
  for (const box of predicted) {
    let [nearest, least] = [-1, Infinity];
    for (const [index, other] of free) {
      const x = (box[0] + box[2]) / 2 - (other[0] + other[2]) / 2;
      const y = (box[1] + box[3]) / 2 - (other[1] + other[3]) / 2;
      const distance = Math.sqrt(x * x + y * y);
      if (distance < least) [nearest, least] = [index, distance];
    }
    const other = free.get(nearest);
    if (other) sum += iou(box, other);
    free.delete(nearest);
  }
  return sum / reference.length;
}

/** The authors' overlap: only the product of its sides is clamped, so two negative sides make an area. */
function publishedIou(a: Box, b: Box): number {
  const shared = Math.max(
    0,
    (Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * (Math.min(a[3], b[3]) - Math.max(a[1], b[1])),
  );
  const side = (box: Box) => (box[2] - box[0]) * (box[3] - box[1]);
  const union = side(a) + side(b) - shared;
  return union > 0 ? shared / union : 0;
}

const hasArea = ([x1, y1, x2, y2]: Box) => x1 < x2 && y1 < y2;

describe('golden values', () => {
  test('the union IoU is shapely’s', () => {
    for (const { pred, gt, unionExact } of boxCases) {
      const value = iouUnion(marks(pred), marks(gt));
      if (gt.some(hasArea)) expect(value).toBeCloseTo(unionExact.iou ?? NaN, 9);
      else expect(value).toBeNull();
    }
  });

  test('the matched IoU is scipy’s best total over the greater number', () => {
    for (const { pred, gt, hungarian } of boxCases) {
      const most = Math.max(pred.filter(hasArea).length, gt.filter(hasArea).length);
      if (gt.some(hasArea)) expect(iouMatched(marks(pred), marks(gt))).toBeCloseTo(hungarian.sum / most, 9);
    }
    for (const { values, total } of matchings) {
      const value = (row: number, column: number) => values[row]?.[column] ?? NaN;
      const pairs = assign(values.length, values[0]?.length ?? 0, value);
      expect(pairs.reduce((sum, [row, column]) => sum + value(row, column), 0)).toBeCloseTo(total, 9);
      expect(pairs).toHaveLength(Math.min(values.length, values[0]?.length ?? 0));
    }
  });

  test('the greedy IoU is the authors’ pairing with its overlap corrected', () => {
    for (const { pred, gt, fakexplainReward } of boxCases) {
      if (gt.length === 0) continue;
      expect(nearestCentre(pred, gt, publishedIou)).toBeCloseTo(fakexplainReward, 9);
      if (![...pred, ...gt].every(hasArea)) continue;
      const corrected = nearestCentre(pred, gt, (a, b) => boxIou(a, b) ?? 0);
      expect(iouCentreGreedy(marks(pred), marks(gt))).toBeCloseTo(corrected, 12);
    }
  });
});

describe('a worked example', () => {
  // Reference: two boxes of 10 × 10. Predicted: the right half of the first (IoU ½), and one far from both.
  const reference = marks([
    [0, 0, 10, 10],
    [20, 0, 30, 10],
  ]);
  const predicted = marks([
    [5, 0, 10, 10],
    [20, 15, 30, 25],
    [30, 20, 40, 30],
  ]);

  test('of the three IoUs', () => {
    expect(iouUnion(predicted, reference)).toBeCloseTo(50 / 400, 12);
    expect(iouMatched(predicted, reference)).toBeCloseTo(0.5 / 3, 12);
    expect(iouCentreGreedy(predicted, reference)).toBeCloseTo(0.5 / 2, 12);
  });

  test('order matters to the greedy pairing alone', () => {
    const crossed = marks([
      [9, 0, 19, 10],
      [0, 0, 10, 10],
    ]);
    const target = marks([[0, 0, 10, 10]]);
    expect(iouCentreGreedy(crossed, target)).toBeCloseTo(10 / 190, 12);
    expect(iouCentreGreedy(crossed.toReversed(), target)).toBe(1);
    expect(iouMatched(crossed, target)).toBe(0.5);
  });

  test('of the false-alarm area', () => {
    expect(
      falseAlarmArea(
        marks([
          [-5, 0, 10, 15],
          [5, 0, 20, 15],
          [40, 0, 50, 30],
        ]),
        size,
      ),
    ).toBe(0.25);
    expect(falseAlarmArea([], size)).toBe(0);
  });
});

const wholeBox = fc
  .tuple(
    fc.nat({ max: 39 }),
    fc.nat({ max: 29 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
  )
  .map(([x, y, width, height]): Box => [x, y, Math.min(40, x + width), Math.min(30, y + height)]);
const wholeBoxes = fc.array(wholeBox, { maxLength: 5 });

describe('properties', () => {
  test('boxes at whole pixels score the same as boxes, masks, and a mixture', () => {
    fc.assert(
      fc.property(wholeBoxes, wholeBoxes, fc.nat(), (a, b, mixture) => {
        const mixed = (boxes: Box[], shift: number) =>
          marksOf(
            boxes.map((box, index) => ((mixture >> (index + shift)) & 1 ? masked(box) : region(box))),
            size,
          );
        for (const metric of [iouUnion, iouMatched, iouCentreGreedy]) {
          const exact = metric(marks(a), marks(b));
          const others = [
            metric(
              marksOf(
                a.map((box) => masked(box)),
                size,
              ),
              marks(b),
            ),
            metric(mixed(a, 0), mixed(b, 5)),
          ];
          for (const other of others) {
            if (exact === null) expect(other).toBeNull();
            else expect(other).toBeCloseTo(exact, 12);
          }
        }
        expect(falseAlarmArea(mixed(a, 0), size)).toBeCloseTo(falseAlarmArea(marks(a), size), 12);
      }),
    );
  });

  test('a perfect answer scores 1, none 0, all stay within 0 and 1', () => {
    fc.assert(
      fc.property(wholeBoxes, wholeBoxes, (a, b) => {
        for (const metric of [iouUnion, iouMatched, iouCentreGreedy]) {
          expect(metric(marks(a), [])).toBeNull();
          if (b.length === 0) continue;
          expect(metric([], marks(b))).toBe(0);
          expect(metric(marks(b), marks(b))).toBeCloseTo(1, 12);
          const value = metric(marks(a), marks(b)) ?? NaN;
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect((iouMatched(marks(a), marks(b)) ?? 0) * Math.max(a.length, b.length)).toBeGreaterThanOrEqual(
          (iouCentreGreedy(marks(a), marks(b)) ?? 0) * b.length - 1e-12,
        );
      }),
    );
  });

  test('no other assignment has a greater total', () => {
    const best = (rows: number, free: number[], value: (row: number, column: number) => number): number => {
      if (rows === 0) return 0;
      const options = free.map(
        (column) =>
          value(rows - 1, column) +
          best(
            rows - 1,
            free.filter((other) => other !== column),
            value,
          ),
      );
      return Math.max(...options);
    };
    const matrices = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([rows, columns]) =>
        fc.array(
          fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: columns, maxLength: columns }),
          { minLength: rows, maxLength: rows },
        ),
      );
    fc.assert(
      fc.property(matrices, (values) => {
        const [rows, columns] = [values.length, values[0]?.length ?? 0];
        const value = (row: number, column: number) => values[row]?.[column] ?? NaN;
        const pairs = assign(rows, columns, value);
        const total = pairs.reduce((sum, [row, column]) => sum + value(row, column), 0);
        const [fewer, more] = [Math.min(rows, columns), Math.max(rows, columns)];
        const turned = rows <= columns ? value : (row: number, column: number) => value(column, row);
        expect(total).toBeCloseTo(best(fewer, [...Array.from({ length: more }).keys()], turned), 12);
        expect(new Set(pairs.map(([row]) => row)).size).toBe(fewer);
        expect(new Set(pairs.map(([, column]) => column)).size).toBe(fewer);
      }),
    );
  });
});

describe('one explanation', () => {
  const [left, right]: [Box, Box] = [
    [0, 0, 10, 10],
    [20, 0, 30, 10],
  ];

  const score = (label: Verdict, predicted: Region[], references: Region[][]) =>
    scoreExplanation({
      label,
      size,
      localisation: 'visible_artifact',
      language: null,
      explanation: { verdict: 'generated', regions: predicted, reasoning: '' },
      references: references.map((regions) => ({ regions, reasoning: '' })),
    });

  test('is scored by the mean over annotators who marked something', () => {
    const scores = score(
      'generated',
      [region(left)],
      [[region(left)], [region(right)], [], [region([5, 5, 5, 9])]],
    );
    expect(scores).toEqual({ acc: 1, iou_union: 0.5, iou_matched: 0.5, iou_centre_greedy: 0.5 });
  });

  test('has no IoU on a real image, and no false-alarm area on a generated one', () => {
    expect(score('real', [region(left)], [[region(left)]])).toEqual({
      acc: 0,
      false_alarm_area: 100 / 1200,
    });
    expect(score('generated', [region(left)], [])).toEqual({ acc: 1 });
  });

  test('regions without area mark nothing', () => {
    const empty = encodeMask(runsFromPixels(new Uint8Array(1200), size));
    expect(marksOf([{ box: [3, 3, 3, 8] }, { box: left, mask: empty }], size)).toEqual([]);
  });

  const unreadable: Region[] = [
    masked(left, { width: 30, height: 40 }),
    { ...region(left), mask: { size: [30, 40], counts: "b'0" } },
  ];

  test('a mask of another size than the image’s is refused', () => {
    expect(() => marksOf(unreadable.slice(0, 1), size)).toThrow(
      /a mask of 30 × 40 pixels cannot be of an image of 40 × 30/,
    );
  });

  test.each(unreadable)(
    'a mask that cannot be read is in no metric of regions, and never its box',
    (other) => {
      const reference = [masked(left), masked(right)];
      expect(score('generated', [other, masked(right)], [reference])).toEqual({ acc: 1, unreadable_mask: 1 });
      expect(score('real', [other], [])).toEqual({ acc: 0, unreadable_mask: 1 });
      // As a reference it is left out; another annotator's counts.
      const scores = score('generated', [region(left)], [[other], [region(right)]]);
      expect(scores).toMatchObject({ acc: 1, iou_union: 0 });
      expect(score('generated', [region(left)], [[other]])).toEqual({ acc: 1 });
    },
  );

  test('the signature says all that can change the value', () => {
    expect(signatureString(iouUnionMetric.signature)).toBe(
      'iou_union|images:generated|area:exact-boxes,coco-pixels-with-masks|nopred:0|noref:left-out|annotators:mean|avg:image|v:1',
    );
  });
});
