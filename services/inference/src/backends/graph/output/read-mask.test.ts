import { pixelsOfRuns, type ImageSize } from '@fakexplain/explanation';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Placement } from '../preprocess/plan-geometry.ts';
import { planGeometry } from '../preprocess/plan-geometry.ts';
import { readMask, type Grid } from './read-mask.ts';

const settings = { as: 'probability', index: 0, threshold: 0.5, resample: 'nearest' } as const;
const rows = (mask: Parameters<typeof pixelsOfRuns>[0]) => {
  const pixels = pixelsOfRuns(mask);
  return Array.from({ length: mask.height }, (_, y) =>
    [...pixels.subarray(y * mask.width, (y + 1) * mask.width)].join(''),
  );
};

test('what a crop cut off is outside the mask, and padding is cut off', () => {
  const grid: Grid = { classes: 1, width: 2, height: 2, values: Float32Array.of(1, 1, 1, 0) };
  const cropped = planGeometry({ width: 6, height: 4 }, [{ do: 'centre-crop', size: [4, 4] }]);
  const ofCrop = readMask(grid, settings, {
    original: { width: 6, height: 4 },
    input: cropped.size,
    placement: cropped.placement,
  });
  expect(rows(ofCrop)).toEqual(['011110', '011110', '011000', '011000']);
  const padded = planGeometry({ width: 3, height: 4 }, [{ do: 'pad', multiple: 4, value: 0 }]);
  const ofPad = readMask(grid, settings, {
    original: { width: 3, height: 4 },
    input: padded.size,
    placement: padded.placement,
  });
  expect(rows(ofPad)).toEqual(['111', '111', '110', '110']);
});

/** Reads one pixel by the definition. */
function naive(grid: Grid, at: { x: number; y: number }, resample: 'nearest' | 'bilinear'): number[] | null {
  if (at.x < 0 || at.y < 0 || at.x >= grid.width || at.y >= grid.height) return null;
  const cell = (plane: number, x: number, y: number): number => {
    const column = Math.min(grid.width - 1, Math.max(0, x));
    const row = Math.min(grid.height - 1, Math.max(0, y));
    return grid.values[(plane * grid.height + row) * grid.width + column] ?? Number.NaN;
  };
  return Array.from({ length: grid.classes }, (_, plane) => {
    if (resample === 'nearest') return cell(plane, Math.floor(at.x), Math.floor(at.y));
    const [x, y] = [at.x - 0.5, at.y - 0.5];
    let sum = 0;
    for (const column of [Math.floor(x), Math.floor(x) + 1])
      for (const row of [Math.floor(y), Math.floor(y) + 1])
        sum += (1 - Math.abs(x - column)) * (1 - Math.abs(y - row)) * cell(plane, column, row);
    return sum;
  });
}

const side = fc.integer({ min: 1, max: 6 });
const affine = fc.record({
  scale: fc.double({ min: 0.3, max: 3, noNaN: true }),
  offset: fc.double({ min: -3, max: 3, noNaN: true }),
});

test('a naive twin that softmaxes each pixel gives the same mask', () => {
  const property = fc.property(
    fc.record({ width: side, height: side, classes: fc.integer({ min: 2, max: 3 }) }),
    fc.record({ width: side, height: side }),
    fc.record({ x: affine, y: affine }),
    fc.constantFrom<'nearest' | 'bilinear'>('nearest', 'bilinear'),
    fc.constantFrom(0.2, 0.5, 0.8),
    fc.infiniteStream(fc.double({ min: -4, max: 4, noNaN: true })),
    (shape, original: ImageSize, placement: Placement, resample, threshold, stream) => {
      const count = shape.classes * shape.width * shape.height;
      const grid: Grid = { ...shape, values: Float32Array.from(stream.take(count)) };
      const input = { width: 2 * grid.width, height: 3 * grid.height };
      const mask = readMask(
        grid,
        { as: 'softmax', index: 1, threshold, resample },
        { original, input, placement },
      );
      for (const [place, pixel] of pixelsOfRuns(mask).entries()) {
        const x = ((place % original.width) + 0.5) * placement.x.scale + placement.x.offset;
        const y = (Math.trunc(place / original.width) + 0.5) * placement.y.scale + placement.y.offset;
        const exponentials = naive(grid, { x: x / 2, y: y / 3 }, resample)?.map(Math.exp) ?? [1, 0];
        const sum = exponentials.reduce((total, value) => total + value, 0);
        const probability = (exponentials[1] ?? Number.NaN) / sum;
        // Nearer than this, rounding decides.
        if (Math.abs(probability - threshold) > 1e-9) expect(pixel === 1).toBe(probability > threshold);
      }
    },
  );
  fc.assert(property, { numRuns: 300 });
});
