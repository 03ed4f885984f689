import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Pixels } from '@fakexplain/vlm-onnx/pillow-resize';
import { graphBackendSchema } from '../settings.ts';
import { planGeometry } from './plan-geometry.ts';
import { prepare } from './prepare.ts';

type Settings = Partial<z.input<typeof graphBackendSchema>>;

const parse = (settings: Settings) =>
  graphBackendSchema.parse({
    kind: 'graph',
    file: 'a.onnx',
    output: { probability: { as: 'sigmoid' } },
    ...settings,
  });

/** Red counts the columns, green the rows; blue is 7. */
function ramp(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let place = 0; place < width * height; place += 1)
    data.set([place % width, Math.trunc(place / width), 7], 3 * place);
  return { width, height, channels: 3, data };
}

/** The columns and rows of the original that the planes show, and how it is placed. */
function seen(image: Pixels, preprocess: Settings['preprocess']) {
  const { width, height, values, placement } = prepare(image, parse({ preprocess }));
  const plane = width * height;
  const columns = Array.from(values.subarray(0, width));
  const rows = Array.from({ length: height }, (_, y) => values[plane + y * width]);
  return { columns, rows, placement };
}

describe('steps that move pixels', () => {
  // torchvision 0.25 `CenterCrop`, whose Python `round` takes halves to the even number.
  test.each([
    [7, 4, [2, 3, 4, 5]],
    [9, 4, [2, 3, 4, 5]],
    [8, 4, [2, 3, 4, 5]],
    [4, 4, [0, 1, 2, 3]],
    [3, 4, [0, 1, 2, 0]],
    [1, 4, [0, 0, 0, 0]],
  ])('centre-crop of %i to %i', (from, to, expected) => {
    const preprocess: Settings['preprocess'] = [{ do: 'centre-crop', size: [to, to] }];
    const { columns, rows } = seen(ramp(from, from), preprocess);
    const inside = (values: unknown[]) => values.slice(0, from === 1 ? 2 : undefined);
    expect(inside(columns)).toEqual(inside(expected));
    expect(rows[from === 3 ? 1 : 0]).toBe(from === 3 ? 1 : (expected[0] ?? 0));
  });

  test('resize-shortest cuts the longer side to whole pixels', () => {
    const steps = parse({
      preprocess: [{ do: 'resize-shortest', side: 256, resample: 'bilinear' }],
    }).preprocess;
    const size = (width: number, height: number) => planGeometry({ width, height }, steps).size;
    expect(size(640, 427)).toEqual({ width: 383, height: 256 });
    expect(size(427, 640)).toEqual({ width: 256, height: 383 });
    expect(size(256, 300)).toEqual({ width: 256, height: 300 });
  });

  test.each([
    [20, 12],
    [12, 40],
    [40, 40],
  ])('what a crop to %i × %i keeps of a resized image is what the whole one has there', (width, height) => {
    const resize: Settings['preprocess'] = [{ do: 'resize', size: [30, 24], resample: 'lanczos' }];
    const image = ramp(67, 91);
    const whole = prepare(image, parse({ preprocess: resize }));
    const crop: Settings['preprocess'] = [{ do: 'centre-crop', size: [width, height] }];
    const cut = prepare(image, parse({ preprocess: [...resize, ...crop] }));
    const [left, top] = [(30 - width) / 2, (24 - height) / 2];
    const expected = [0, 1, 2].flatMap((channel) =>
      Array.from({ length: width * height }, (_, place) => {
        const [x, y] = [(place % width) + left, Math.trunc(place / width) + top];
        const isInside = x >= 0 && x < 30 && y >= 0 && y < 24;
        return isInside ? whole.values[(channel * 24 + y) * 30 + x] : 0;
      }),
    );
    expect([...cut.values]).toEqual(expected);
  });

  test('pad fills up to the right and below', () => {
    const { columns, rows } = seen(ramp(3, 5), [{ do: 'pad', multiple: 4, value: 9 }]);
    expect(columns).toEqual([0, 1, 2, 9]);
    expect(rows).toEqual([0, 1, 2, 3, 4, 9, 9, 9]);
  });

  test('the placement says where the original has come', () => {
    const { placement } = planGeometry(
      { width: 40, height: 30 },
      parse({
        preprocess: [
          { do: 'resize', size: [80, 90], resample: 'box' },
          { do: 'centre-crop', size: [60, 100] },
        ],
      }).preprocess,
    );
    expect(placement).toEqual({ x: { scale: 2, offset: -10 }, y: { scale: 3, offset: 5 } });
  });

  test('a shape that makes far too large a tensor is the image’s fault', () => {
    const settings = parse({ preprocess: [{ do: 'resize-shortest', side: 512, resample: 'box' }] });
    expect(() => prepare(ramp(600, 1), settings)).toThrow(
      expect.objectContaining({
        fault: 'image',
        message:
          'its 600 × 1 pixels become 307200 × 512 for the model; between 1 and 33554432 in all are taken',
      }),
    );
    const residual = parse({ preprocess: [{ do: 'residual', kind: 'npr' }] });
    expect(() => prepare(ramp(1, 5), residual)).toThrow(expect.objectContaining({ fault: 'image' }));
  });
});

describe('steps that change values', () => {
  const image: Pixels = {
    width: 2,
    height: 1,
    channels: 3,
    data: Uint8Array.of(0, 51, 255, 102, 153, 204),
  };

  test('layouts and the order of channels', () => {
    const arranged = (input: Settings['input']) => [...prepare(image, parse({ input })).values];
    expect(arranged({})).toEqual([0, 102, 51, 153, 255, 204]);
    expect(arranged({ channels: 'bgr' })).toEqual([255, 204, 51, 153, 0, 102]);
    expect(arranged({ layout: 'nhwc' })).toEqual([0, 51, 255, 102, 153, 204]);
  });

  test('rescale and normalise, in float32', () => {
    const preprocess: Settings['preprocess'] = [
      { do: 'rescale' },
      { do: 'normalise', mean: [0.5, 0.2, 0], std: [0.5, 0.1, 2] },
    ];
    const float = (value: number, mean: number, std: number) => {
      const share = Math.fround(value / 255);
      return Math.fround(Math.fround(share - Math.fround(mean)) / Math.fround(std));
    };
    const { values } = prepare(image, parse({ preprocess }));
    expect([...values]).toEqual([
      float(0, 0.5, 0.5),
      float(102, 0.5, 0.5),
      float(51, 0.2, 0.1),
      float(153, 0.2, 0.1),
      float(255, 0, 2),
      float(204, 0, 2),
    ]);
  });

  test('the residual of NPR takes from each 2 × 2 pixels their upper left, and drops an odd row or column', () => {
    const grey = [10, 40, 90, 7, 25, 1, 70, 100, 8].flatMap((value) => [value, value, value]);
    const odd: Pixels = { width: 3, height: 3, channels: 3, data: Uint8Array.from(grey) };
    const { width, height, values } = prepare(odd, parse({ preprocess: [{ do: 'residual', kind: 'npr' }] }));
    expect([width, height]).toEqual([2, 2]);
    expect([...values.subarray(0, 4)]).toEqual([0, 20, -2, 10]);
  });
});
