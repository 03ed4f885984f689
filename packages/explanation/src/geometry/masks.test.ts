import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Box, ImageSize, Mask } from '../types.ts';
import { decodeMask } from './decode-mask.ts';
import { maskArea, maskAreas, maskBounds, maskIou } from './mask-areas.ts';
import { boxesOfMask } from './mask-boxes.ts';
import { encodeMask, pixelsOfRuns, runsFromCounts, runsFromPixels, type MaskRuns } from './mask-runs.ts';
import { intersectMasks, uniteMasks } from './merge-masks.ts';
import { emptyRuns, runsFromBox, runsFromPolygon, runsFromPolygons } from './rasterise.ts';

function golden<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  const path = new URL(file, import.meta.url);
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

const size = { width: z.number(), height: z.number() };
const quad = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const pycocotools = golden(
  '../../../fixtures/golden/detection.json',
  z.object({
    masks: z.array(
      z.object({
        ...size,
        masks: z.tuple([z.string(), z.string(), z.string()]),
        areas: z.array(z.number()),
        iou: z.tuple([z.number(), z.number()]),
        union: z.string(),
        intersection: z.string(),
        bounds: quad,
      }),
    ),
    polygons: z.array(z.object({ ...size, polygon: z.array(z.number()), counts: z.string() })),
    boxes: z.array(z.object({ ...size, box: quad, counts: z.string() })),
    components: z.array(
      z.object({
        ...size,
        counts: z.string(),
        components: z.array(z.object({ box: quad, area: z.number() })),
      }),
    ),
  }),
);
const maskPairs = golden(
  '../golden/masks.json',
  z.array(
    z.object({
      h: z.number(),
      w: z.number(),
      a: z.string(),
      rleA: z.string(),
      rleB: z.string(),
      areaA: z.number(),
      bboxA: quad,
      iou: z.number(),
      inter: z.number(),
      union: z.number(),
      unionRle: z.string(),
      interRle: z.string(),
    }),
  ),
);
const polygons = golden(
  '../golden/polygons.json',
  z.array(z.object({ h: z.number(), w: z.number(), poly: z.array(z.number()), counts: z.string() })),
);

const read = (counts: string, { width, height }: ImageSize): MaskRuns =>
  decodeMask({ size: [height, width], counts });
const written = (runs: MaskRuns | null): string => (runs ? encodeMask(runs).counts : '');
/** As pycocotools writes boxes: x, y, width, height, all 0 for an empty mask. */
const sides = (box: Box | null) => (box ? [box[0], box[1], box[2] - box[0], box[3] - box[1]] : [0, 0, 0, 0]);

describe('as pycocotools', () => {
  test('strings, pixels, areas, bounds, union, intersection and IoU of pairs', () => {
    for (const { h: height, w: width, a, rleA, rleB, ...expected } of maskPairs) {
      const pixels = Uint8Array.from(a, Number);
      const [runsA, runsB] = [read(rleA, { width, height }), read(rleB, { width, height })];
      expect(pixelsOfRuns(runsA)).toEqual(pixels);
      expect(written(runsFromPixels(pixels, { width, height }))).toBe(rleA);
      expect(written(runsA)).toBe(rleA);
      expect(maskArea(runsA)).toBe(expected.areaA);
      expect(sides(maskBounds(runsA))).toEqual(expected.bboxA);
      expect(maskAreas(runsA, runsB)).toEqual({ intersection: expected.inter, union: expected.union });
      expect(maskIou(runsA, runsB) ?? 0).toBeCloseTo(expected.iou, 12);
      expect(written(uniteMasks([runsA, runsB]))).toBe(expected.unionRle);
      expect(written(intersectMasks(runsA, runsB))).toBe(expected.interRle);
    }
  });

  test('three masks of up to 640 × 480 pixels', () => {
    for (const { masks, ...expected } of pycocotools.masks) {
      const runs = masks.map((counts) => read(counts, expected));
      const [a, b, c] = runs;
      if (!a || !b || !c) throw new Error('three masks are needed');
      expect(runs.map(maskArea)).toEqual(expected.areas);
      expect(sides(maskBounds(a))).toEqual(expected.bounds);
      expect(maskIou(a, b)).toBeCloseTo(expected.iou[0], 12);
      expect(maskIou(a, c)).toBeCloseTo(expected.iou[1], 12);
      expect(written(uniteMasks(runs))).toBe(expected.union);
      expect(written(intersectMasks(a, b))).toBe(expected.intersection);
      expect(masks.map((counts) => written(read(counts, expected)))).toEqual(masks);
    }
  });

  test('polygons, also crossing themselves and the image’s edges', () => {
    for (const { h: height, w: width, poly, counts } of polygons)
      expect(written(runsFromPolygon(poly, { width, height }))).toBe(counts);
    for (const { polygon, counts, ...image } of pycocotools.polygons)
      expect(written(runsFromPolygon(polygon, image))).toBe(counts);
  });

  test('boxes, also reaching beyond the image', () => {
    for (const { box, counts, ...image } of pycocotools.boxes)
      expect(written(runsFromBox(box, image))).toBe(counts);
  });
});

/** Three pictures of one size, each dense or sparse. */
const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) => {
    const picture = fc
      .uint8Array({ minLength: width * height, maxLength: width * height })
      .chain((noise) =>
        fc.integer({ min: 1, max: 255 }).map((above) => noise.map((v) => (v >= above ? 1 : 0))),
      );
    return fc.record({ size: fc.constant({ width, height }), a: picture, b: picture, c: picture });
  });

const count = (pixels: Uint8Array) => pixels.reduce((sum, pixel) => sum + pixel, 0);

describe('a worked example', () => {
  // . # .      columns: (. #) (# #) (. .)
  // # # .      runs: 1 background, 3 foreground, 2 background
  const mask: Mask = { size: [2, 3], counts: '132' };

  test('reads and writes columns from the left', () => {
    const runs = decodeMask(mask);
    expect([...runs.counts]).toEqual([1, 3, 2]);
    expect([...pixelsOfRuns(runs)]).toEqual([0, 1, 0, 1, 1, 0]);
    expect(encodeMask(runs)).toEqual(mask);
  });

  test('measures it against the box of its first row', () => {
    const row = runsFromBox([0, 0, 3, 1], { width: 3, height: 2 });
    expect(maskAreas(decodeMask(mask), row)).toEqual({ intersection: 1, union: 5 });
    expect(maskIou(decodeMask(mask), row)).toBe(0.2);
  });

  test('an object in two parts is one mask', () => {
    const image = { width: 6, height: 2 };
    const parts = [
      [0, 0, 2, 0, 2, 2, 0, 2],
      [4, 0, 6, 0, 6, 2, 4, 2],
    ];
    expect([...pixelsOfRuns(runsFromPolygons(parts, image))]).toEqual([1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1]);
    expect(runsFromPolygons([], image)).toEqual(emptyRuns(image));
  });
});

describe('against pixels', () => {
  test('areas, unions and intersections count pixels', () => {
    fc.assert(
      fc.property(pictures, ({ size, a, b, c }) => {
        const [runsA, runsB, runsC] = [a, b, c].map((pixels) => runsFromPixels(pixels, size));
        if (!runsA || !runsB || !runsC) return;
        const both = a.map((pixel, place) => pixel & (b[place] ?? 0));
        const either = a.map((pixel, place) => pixel | (b[place] ?? 0));
        const any = either.map((pixel, place) => pixel | (c[place] ?? 0));
        expect(maskAreas(runsA, runsB)).toEqual({ intersection: count(both), union: count(either) });
        expect(intersectMasks(runsA, runsB)).toEqual(runsFromPixels(both, size));
        expect(uniteMasks([runsA, runsB, runsC])).toEqual(runsFromPixels(any, size));
        expect(decodeMask(encodeMask(runsA))).toEqual(runsA);
        expect(runsFromCounts([...runsA.counts], size)).toEqual(runsA);
      }),
    );
  });

  test('runs of length 0 in the middle change nothing', () => {
    const split = fc.array(fc.nat({ max: 2 }), { minLength: 6, maxLength: 12 });
    fc.assert(
      fc.property(split, split, (countsA, countsB) => {
        const image = { width: 8, height: 4 };
        const [a, b] = [countsA, countsB].map((counts) => {
          const total = counts.reduce((sum, value) => sum + value, 0);
          return runsFromCounts([...counts, 32 - total], image);
        });
        if (!a || !b) return;
        const [plainA, plainB] = [a, b].map((runs) => runsFromPixels(pixelsOfRuns(runs), image));
        if (!plainA || !plainB) return;
        expect(maskAreas(a, b)).toEqual(maskAreas(plainA, plainB));
        expect(uniteMasks([a, b])).toEqual(uniteMasks([plainA, plainB]));
        expect(intersectMasks(a, b)).toEqual(intersectMasks(plainA, plainB));
        expect(maskBounds(a)).toEqual(maskBounds(plainA));
        expect(boxesOfMask(a)).toEqual(boxesOfMask(plainA));
        expect(decodeMask(encodeMask(a))).toEqual(a);
      }),
    );
  });

  test('runs of any length are read as they are written, alike in any company', () => {
    const length = fc
      .nat({ max: 6 })
      .chain((digits) => fc.nat({ max: (32 ** digits) >> 1 }))
      .filter((count) => count < 2 ** 29);
    const counts = fc.array(length, { minLength: 1, maxLength: 40 }).map((all) => {
      const kept: number[] = [];
      let total = 1;
      for (const count of all) {
        if (total + count >= 2 ** 29) break;
        kept.push(count);
        total += count;
      }
      return [...kept, 1];
    });
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 4 }), (all) => {
        const masks = all.map((runs) => {
          const width = runs.reduce((sum, run) => sum + run, 0);
          return runsFromCounts(runs, { width, height: 1 });
        });
        expect(masks.map((mask) => decodeMask(encodeMask(mask)))).toEqual(masks);
      }),
      { numRuns: 1000 },
    );
  });

  test('masks of very many runs are read next to small ones', () => {
    const small = runsFromCounts([1, 3, 2], { width: 3, height: 2 });
    const large = runsFromCounts(Array<number>(300_000).fill(1), { width: 3000, height: 100 });
    const [before, read, after] = [small, large, small].map((mask) => decodeMask(encodeMask(mask)));
    expect([before, after]).toEqual([small, small]);
    expect(read).toEqual(large);
  });

  test('lossy pictures are cut at the threshold', () => {
    const image = { width: 2, height: 2 };
    expect([...runsFromPixels(Uint8Array.of(127, 128, 0, 255), image, 127).counts]).toEqual([2, 2]);
  });
});

describe('boxes that stand for a mask', () => {
  test('are those around the components that scipy finds', () => {
    for (const { counts, components, ...image } of pycocotools.components) {
      const boxes = boxesOfMask(read(counts, image), { minShare: 0 });
      const expected = components.map(({ box }) => box);
      expect(boxes.map(String).toSorted()).toEqual(expected.map(String).toSorted());
      const least = Math.min(
        0.02 * image.width * image.height,
        components.reduce((most, { area }) => Math.max(most, area), 0),
      );
      const large = components.filter(({ area }) => area >= least).map(({ box }) => box);
      const found = boxesOfMask(read(counts, image), { minShare: 0.02 });
      expect(found.map(String).toSorted()).toEqual(large.map(String).toSorted());
    }
  });

  test('corners join, speckle is left out unless there is nothing else, order is that of reading', () => {
    const picture = ['#..........#', '.#.......##.', '............', '#...........'].map((line) => [...line]);
    const pixels = Uint8Array.from(picture.flat(), (cell) => (cell === '#' ? 1 : 0));
    const runs = runsFromPixels(pixels, { width: 12, height: 4 });
    const [left, right, speck]: Box[] = [
      [0, 0, 2, 2],
      [9, 0, 12, 2],
      [0, 3, 1, 4],
    ];
    expect(boxesOfMask(runs)).toEqual([left, right, speck]);
    expect(boxesOfMask(runs, { minShare: 2 / 48 })).toEqual([left, right]);
    expect(boxesOfMask(runs, { minShare: 1 })).toEqual([right]);
    expect(boxesOfMask(emptyRuns({ width: 12, height: 4 }))).toEqual([]);
  });
});

describe('masks that are none', () => {
  const refused: [name: string, mask: Mask, message: RegExp][] = [
    ['runs that fall short of the size', { size: [2, 3], counts: '131' }, /cover 5 pixels.*3 × 2 = 6/],
    ['runs beyond the size', { size: [2, 3], counts: '133' }, /cover 7 pixels/],
    ['no runs', { size: [2, 3], counts: '' }, /cover 0 pixels/],
    ['a truncated string', { size: [2, 3], counts: '13R' }, /truncated/],
    ['a negative run', { size: [2, 3], counts: '1O6' }, /run 2 of the mask is negative \(-1\)/],
    ['a foreign character', { size: [2, 3], counts: '1 2' }, /" " at character 2/],
    ['a character above the alphabet', { size: [2, 3], counts: '1é' }, /"é" at character 2/],
    ['a run longer than any image', { size: [2, 3], counts: 'PPPPPP1' }, /2\^29 pixels or more/],
    ['runs that grow without end', { size: [2, 3], counts: '000ooooo?0ooooo?' }, /2\^29 pixels or more.*11/],
    ['a size that is none', { size: [0, 3], counts: '0' }, /3 × 0 pixels: both sides/],
    ['a size without end', { size: [2 ** 20, 2 ** 20], counts: '0' }, /below 2\^29/],
  ];
  test.each(refused)('%s', (_, mask, message) => {
    expect(() => decodeMask(mask)).toThrow(message);
  });

  test('counts, pictures and polygons', () => {
    const image = { width: 3, height: 2 };
    expect(() => runsFromCounts([1, -1, 6], image)).toThrow(/run 2 of the mask is -1/);
    expect(() => runsFromCounts([1.5, 4.5], image)).toThrow(/run 1 of the mask is 1.5/);
    expect(() => runsFromCounts([1, 2], image)).toThrow(/cover 3 pixels/);
    expect(() => runsFromPixels(new Uint8Array(5), image)).toThrow(/5 pixels cannot be a mask of 3 × 2/);
    expect(() => runsFromPolygon([0, 0, 1, 1], image)).toThrow(/at least 3 corners/);
    expect(() => runsFromPolygon([0, 0, 1, 1, 2, NaN], image)).toThrow(/NaN is not a coordinate/);
    expect(() => runsFromPolygon([0, 0, 1, 1, 2, 1e12], image)).toThrow(/1000000000000 is not a coordinate/);
  });

  test('two sizes', () => {
    const [small, large] = [emptyRuns({ width: 3, height: 2 }), emptyRuns({ width: 2, height: 3 })];
    expect(() => maskIou(small, large)).toThrow(/3 × 2 and 2 × 3/);
    expect(() => uniteMasks([small, large])).toThrow(/3 × 2 and 2 × 3/);
    expect(maskIou(small, small)).toBeNull();
  });

  /** The runs of a string read character by character; null where they are none. */
  function readPlainly(text: string): number[] | null {
    const counts: number[] = [];
    let [value, scale] = [0, 1];
    for (const character of text) {
      const digit = character.charCodeAt(0) - 48;
      if (digit < 0 || digit > 63 || scale > 2 ** 25) return null;
      value += scale * (digit & 31);
      scale *= 32;
      if (digit > 31) continue;
      if (2 * value >= scale) value -= scale;
      if (counts.length > 2) value += counts.at(-2) ?? 0;
      if (value < 0) return null;
      counts.push(value);
      [value, scale] = [0, 1];
    }
    return scale > 1 ? null : counts;
  }

  test('any string is read as it is character by character, or refused with a reason', () => {
    const digits = fc.string({
      unit: fc.integer({ min: 48, max: 111 }).map((code) => String.fromCharCode(code)),
    });
    const short = fc.string({ unit: fc.constantFrom('0', '1', '2', '3', 'P', 'Q', 'O') });
    const some = fc.oneof(digits, short, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(some, fc.boolean(), (counts, fits) => {
        const expected = readPlainly(counts);
        const total = expected?.reduce((sum, run) => sum + run, 0) ?? 16;
        const width = fits && total > 0 && total < 2 ** 29 ? total : 16;
        const read = () => [...decodeMask({ size: [1, width], counts }).counts];
        if (expected && width === total) expect(read()).toEqual(expected);
        else expect(read).toThrow(expect.objectContaining({ name: 'MaskError' }));
      }),
      { numRuns: 5000 },
    );
  });
});
