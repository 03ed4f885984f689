import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from './golden/pillow-resize.json' with { type: 'json' };
import { filters, resamples, type Resample, resizeAsPillow, type Pixels } from './pillow-resize.ts';

/** The same image as in `golden/pillow-resize.py`. */
function image(width: number, height: number, channels: 1 | 3): Pixels {
  const data = new Uint8Array(width * height * channels);
  let place = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < channels; c += 1) {
        const kind = ((x >> 4) + (y >> 4)) % 3;
        const edge = ((Math.trunc(x / 5) + Math.trunc(y / 7) + c) % 2) * 255;
        const texture = (x * x * 7 + y * 131 + c * 57 + ((x * y * 13) >> 3)) ^ (x * 5);
        data[place] = [texture, edge, x * 3 + y * 2 + c * 40][kind] ?? 0;
        place += 1;
      }
    }
  }
  return { width, height, channels, data };
}

describe.each(golden)('as Pillow: $from to $to, $channels channels', ({ from, to, channels, hashes }) => {
  const [width = 0, height = 0] = from;
  const [toWidth = 0, toHeight = 0] = to;
  test.each(resamples)('%s', (resample) => {
    const source = image(width, height, channels === 1 ? 1 : 3);
    const { data } = resizeAsPillow(source, { width: toWidth, height: toHeight }, resample);
    expect(createHash('sha256').update(data).digest('hex').slice(0, 16)).toBe(hashes[resample]);
  });
});

/** One pixel of one pass in real numbers: the mean of all pixels of a line, weighed by their distance. */
function naivePixel(line: readonly number[], wanted: number, place: number, resample: Resample): number {
  const scale = line.length / wanted;
  if (resample === 'nearest') {
    const steps = Array.from({ length: place }, () => scale);
    const at = steps.reduce((sum, step) => sum + step, scale / 2);
    return line[Math.floor(at)] ?? 0;
  }
  const centre = (place + 0.5) * scale;
  const reach = filters[resample].support * Math.max(scale, 1);
  let [sum, total] = [0, 0];
  for (const [index, value] of line.entries()) {
    if (index < Math.floor(centre - reach + 0.5) || index >= Math.floor(centre + reach + 0.5)) continue;
    const weight = filters[resample].weigh((index + 0.5 - centre) / Math.max(scale, 1));
    sum += weight * value;
    total += weight;
  }
  return Math.min(255, Math.max(0, Math.round(sum / total)));
}

const side = fc.integer({ min: 1, max: 12 });
const smallImage = fc.tuple(side, side, fc.constantFrom<1 | 3>(1, 3)).chain(([width, height, channels]) => {
  const length = width * height * channels;
  return fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((data): Pixels => ({ width, height, channels, data }));
});

const transpose = (lines: readonly number[][]): number[][] =>
  (lines[0] ?? []).map((_, index) => lines.map((line) => line[index] ?? 0));

/** Every line brought to the wanted length. */
const naivePass = (lines: readonly number[][], wanted: number, resample: Resample): number[][] =>
  lines.map((line) =>
    Array.from({ length: wanted }, (_, place) => naivePixel(line, wanted, place, resample)),
  );

function naiveResize(
  rows: readonly number[][],
  width: number,
  height: number,
  resample: Resample,
): number[][] {
  const narrowing = (rows[0]?.length ?? 0) - width;
  const lowering = rows.length - height;
  if (lowering <= 0 || lowering <= 2 * narrowing)
    return transpose(naivePass(transpose(naivePass(rows, width, resample)), height, resample));
  return naivePass(transpose(naivePass(transpose(rows), height, resample)), width, resample);
}

test('a naive twin, pixel by pixel and in real numbers, differs by roundings alone', () => {
  const property = fc.property(
    smallImage,
    side,
    side,
    fc.constantFrom(...resamples),
    (source, width, height, resample) => {
      const result = resizeAsPillow(source, { width, height }, resample);
      expect(result).toMatchObject({ width, height, channels: source.channels });
      for (let channel = 0; channel < source.channels; channel += 1) {
        const rows = ({ width, height, channels, data }: Pixels) =>
          Array.from({ length: height }, (_, y) =>
            Array.from({ length: width }, (_, x) => data[(y * width + x) * channels + channel] ?? Number.NaN),
          );
        const ours = rows(result).flat();
        const naive = naiveResize(rows(source), width, height, resample).flat();
        const distance = ours.map((value, place) => Math.abs(value - (naive[place] ?? Number.NaN)));
        // A half may round the other way in fixed point; weights beyond 1 make two levels of one in the second pass.
        const most = { nearest: 0, box: 1, bilinear: 1, hamming: 1, bicubic: 2, lanczos: 2 }[resample];
        expect(Math.max(...distance)).toBeLessThanOrEqual(most);
      }
    },
  );
  fc.assert(property, { numRuns: 300 });
});

/** A place and a length of at least 1 along a side. */
const along = (side: number) =>
  fc
    .integer({ min: 0, max: side - 1 })
    .chain((first) => fc.tuple(fc.constant(first), fc.integer({ min: 1, max: side - first })));

test('a part is what the whole has there', () => {
  const property = fc.property(
    smallImage,
    fc
      .tuple(side, side)
      .chain(([width, height]) =>
        fc.record({ size: fc.constant({ width, height }), x: along(width), y: along(height) }),
      ),
    fc.constantFrom(...resamples),
    (source, { size, x: [left, width], y: [top, height] }, resample) => {
      const whole = resizeAsPillow(source, size, resample);
      const stride = size.width * source.channels;
      const rows = Array.from({ length: height }, (_, y) => {
        const begin = (top + y) * stride + left * source.channels;
        return [...whole.data.subarray(begin, begin + width * source.channels)];
      });
      const part = resizeAsPillow(source, size, resample, { left, top, width, height });
      expect(part).toMatchObject({ width, height, channels: source.channels });
      expect([...part.data]).toEqual(rows.flat());
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test('a flat image stays flat, and the same size is a copy', () => {
  const flat: Pixels = { width: 9, height: 5, channels: 3, data: new Uint8Array(135).fill(200) };
  for (const resample of resamples) {
    const { data } = resizeAsPillow(flat, { width: 4, height: 13 }, resample);
    expect(new Set(data)).toEqual(new Set([200]));
  }
  const copy = resizeAsPillow(flat, flat, 'bicubic');
  expect(copy).toEqual(flat);
  expect(copy.data).not.toBe(flat.data);
});

test('sizes that are none and data of another length are refused', () => {
  const source = image(4, 4, 3);
  expect(() => resizeAsPillow(source, { width: 0, height: 4 }, 'box')).toThrow(
    'cannot resize 4 × 4 to 0 × 4: sides must be whole and at least 1',
  );
  expect(() => resizeAsPillow(source, { width: 1.5, height: 4 }, 'box')).toThrow('whole');
  expect(() => resizeAsPillow({ ...source, channels: 1 }, { width: 2, height: 2 }, 'box')).toThrow(
    '48 values are not an image of 4 × 4 × 1',
  );
});
