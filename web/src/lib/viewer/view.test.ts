import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxOnStage, clampView, fitImage, maxZoom, pan, wholeImage, zoomAt, type View } from './view.ts';

const side = fc.integer({ min: 20, max: 4000 });
const size = fc.record({ width: side, height: side });
const offset = fc.double({ min: -5000, max: 5000, noNaN: true });
const anyView: fc.Arbitrary<View> = fc.record({
  zoom: fc.double({ min: 0.1, max: 60, noNaN: true }),
  x: offset,
  y: offset,
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('view', () => {
  test('a landscape image in a square stage is letterboxed', () => {
    expect(fitImage({ width: 200, height: 100 }, { width: 400, height: 400 })).toEqual({
      scale: 2,
      left: 0,
      top: 100,
    });
    const box = boxOnStage(
      [0, 0, 200, 100],
      wholeImage,
      { width: 200, height: 100 },
      { width: 400, height: 400 },
    );
    expect(box).toEqual([0, 100, 400, 300]);
  });

  test('a magnified image covers the stage as far as it can and a smaller one stays centred', () => {
    fc.assert(
      fc.property(anyView, size, size, (view, image, stage) => {
        const { zoom, x, y } = clampView(view, image, stage);
        expect(zoom).toBeGreaterThanOrEqual(1);
        expect(zoom).toBeLessThanOrEqual(maxZoom(image, stage));
        const [x1, y1, x2, y2] = boxOnStage([0, 0, image.width, image.height], { zoom, x, y }, image, stage);
        for (const [start, end, room] of [
          [x1, x2, stage.width],
          [y1, y2, stage.height],
        ] as const) {
          if (end - start <= room) expect(start).toBeCloseTo(room - end, 5);
          else {
            expect(start).toBeLessThanOrEqual(1e-6);
            expect(end).toBeGreaterThanOrEqual(room - 1e-6);
          }
        }
      }),
    );
  });

  test('clamping twice is clamping once, and the whole image is already clamped', () => {
    fc.assert(
      fc.property(anyView, size, size, (view, image, stage) => {
        const once = clampView(view, image, stage);
        const twice = clampView(once, image, stage);
        expect(twice.x).toBeCloseTo(once.x, 5);
        expect(twice.y).toBeCloseTo(once.y, 5);
        const whole = clampView(wholeImage, image, stage);
        expect(whole.x).toBeCloseTo(0, 8);
        expect(whole.y).toBeCloseTo(0, 8);
      }),
    );
  });

  test('zooming in keeps the pixel under the pointer, once the image is larger than the stage', () => {
    fc.assert(
      fc.property(side, share, share, fc.double({ min: 1.1, max: 2, noNaN: true }), (width, u, v, factor) => {
        const image = { width, height: width };
        const stage = { width: 500, height: 500 };
        const point = { x: 500 * u, y: 500 * v };
        const before = zoomAt(wholeImage, 2, { x: 250, y: 250 }, image, stage);
        const after = zoomAt(before, Math.min(factor, 2), point, image, stage);
        const under = (view: View) => (point.x - view.x) / view.zoom;
        expect(under(after)).toBeCloseTo(under(before), 6);
      }),
    );
  });

  test('zooming out ends at the whole image', () => {
    fc.assert(
      fc.property(anyView, size, size, (view, image, stage) => {
        const out = zoomAt(clampView(view, image, stage), 1e-3, { x: 3, y: 7 }, image, stage);
        expect(out.zoom).toBe(1);
        expect(out.x).toBeCloseTo(0, 6);
        expect(out.y).toBeCloseTo(0, 6);
      }),
    );
  });

  test('panning stops at the edge', () => {
    const image = { width: 100, height: 100 };
    const stage = { width: 100, height: 100 };
    const zoomed = zoomAt(wholeImage, 2, { x: 50, y: 50 }, image, stage);
    expect(zoomed).toEqual({ zoom: 2, x: -50, y: -50 });
    expect(pan(zoomed, { x: 20, y: -500 }, image, stage)).toEqual({ zoom: 2, x: -30, y: -100 });
  });
});
