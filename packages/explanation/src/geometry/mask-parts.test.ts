import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskArea, maskBounds } from './mask-areas.ts';
import { boxesOfMask, partsOfMask } from './mask-boxes.ts';
import { pixelsOfRuns, runsFromPixels } from './mask-runs.ts';
import { intersectMasks, uniteMasks } from './merge-masks.ts';

const picture = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
      .map((pixels) => runsFromPixels(pixels, { width, height })),
  );

test('pieces stand for the boxes, are disjoint, and together the mask', () => {
  fc.assert(
    fc.property(picture, fc.constantFrom(0, 0.06, 0.2), (mask, minShare) => {
      const parts = partsOfMask(mask, { minShare });
      expect(parts.map(({ box }) => box)).toEqual(boxesOfMask(mask, { minShare }));
      const masks = parts.map(({ mask }) => mask);
      expect(uniteMasks(masks)?.counts ?? mask.counts).toEqual(mask.counts);
      for (const [index, one] of masks.entries()) {
        for (const other of masks.slice(index + 1)) expect(maskArea(intersectMasks(one, other))).toBe(0);
      }
    }),
  );
});

test('with nothing left out, a piece fills its box and falls apart no further', () => {
  fc.assert(
    fc.property(picture, (mask) => {
      for (const { box, mask: piece } of partsOfMask(mask, { minShare: 0 })) {
        expect(maskBounds(piece)).toEqual(box);
        expect(boxesOfMask(piece, { minShare: 0 })).toHaveLength(1);
      }
    }),
  );
});

test('speckle goes with the largest piece, whose box it leaves alone', () => {
  const pixels = Uint8Array.of(1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0);
  const mask = runsFromPixels(pixels, { width: 5, height: 4 });
  const [large, small, ...others] = partsOfMask(mask, { minShare: 0.1 });
  expect(others).toEqual([]);
  expect(large).toMatchObject({ box: [0, 0, 2, 2] });
  expect(small).toMatchObject({ box: [1, 3, 3, 4] });
  expect(large && [...pixelsOfRuns(large.mask)]).toEqual([
    1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  ]);
  expect(partsOfMask(runsFromPixels(new Uint8Array(20), { width: 5, height: 4 }))).toEqual([]);
});
