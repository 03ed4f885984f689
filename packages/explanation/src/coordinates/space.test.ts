import { describe, expect, test } from 'vitest';
import golden from '../golden/smart-resize.json' with { type: 'json' };
import { smartResize } from './smart-resize.ts';
import { fromOriginal, toOriginal } from './space.ts';

const image = { width: 640, height: 480 };

describe('smartResize', () => {
  test('gives the sizes that transformers computes', () => {
    for (const [width = 0, height = 0, minPixels = 0, maxPixels = 0, ...size] of golden) {
      const resized = smartResize({ width, height }, { minPixels, maxPixels });
      expect([width, height, resized.width, resized.height]).toEqual([width, height, ...size]);
    }
    expect(golden.length).toBeGreaterThan(300);
  });

  test('rounds halves to even, as Python does', () => {
    expect(smartResize({ width: 70, height: 98 })).toEqual({ width: 56, height: 112 });
  });

  test('refuses a size that the processor refuses', () => {
    expect(smartResize({ width: 200, height: 1 })).toEqual({ width: 812, height: 28 });
    expect(() => smartResize({ width: 1, height: 201 })).toThrow(/aspect ratio of 201/);
    expect(() => smartResize({ width: 0, height: 201 })).toThrow(/0 × 201 pixels/);
  });
});

describe('coordinate spaces', () => {
  test.each([
    ['original', [320, 120, 640, 480]],
    // 640 × 480 is shown to the model as 644 × 476.
    ['qwen-smart-resized', [322, 119, 644, 476]],
    ['norm-1000', [500, 250, 1000, 1000]],
    ['norm-1', [0.5, 0.25, 1, 1]],
  ] as const)('the lower right of an image in %s', (space, [x1, y1, x2, y2]) => {
    expect(fromOriginal([320, 120, 640, 480], space, image)).toEqual([x1, y1, x2, y2]);
    expect(toOriginal([x1, y1, x2, y2], space, image)).toEqual([320, 120, 640, 480]);
  });

  test('a deployment that caps the pixels moves the boxes', () => {
    const resize = { maxPixels: 200_704 };
    expect(smartResize(image, resize)).toEqual({ width: 504, height: 364 });
    expect(toOriginal([252, 91, 504, 364], 'qwen-smart-resized', image, resize)).toEqual([
      320, 120, 640, 480,
    ]);
  });
});
