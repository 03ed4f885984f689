import type { ImageSize } from '../types.ts';

/** The processor settings of a Qwen2.5-VL deployment that decide the size its boxes refer to. */
export interface SmartResizeSettings {
  /** Both sides become multiples of this many pixels (patch 14 × merge 2). */
  factor: number;
  /** Least area in pixels. */
  minPixels: number;
  /** Greatest area in pixels. */
  maxPixels: number;
}

const QWEN_SMART_RESIZE: SmartResizeSettings = {
  factor: 28,
  minPixels: 56 * 56,
  maxPixels: 12_845_056,
};

const MAX_ASPECT_RATIO = 200;

/** Python's `round`: halves go to the even neighbour. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Size in pixels to which Qwen2.5-VL resizes an image before it looks at it.
 * Source: `smart_resize` of transformers 4.57.1 and 5.23.0, models/qwen2_vl/image_processing_qwen2_vl.py. Its twin in
 * `qwen_vl_utils` 0.0.14 gives other sizes for sides of 14 pixels and fewer (14 × 98: 28 × 168, here 28 × 112) and for
 * long thin images over `maxPixels`.
 * Throws a RangeError for a side that is not a positive integer and for an aspect ratio above 200.
 */
export function smartResize(
  { width, height }: ImageSize,
  settings: Partial<SmartResizeSettings> = {},
): ImageSize {
  const { factor, minPixels, maxPixels } = { ...QWEN_SMART_RESIZE, ...settings };
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`an image of ${width} × ${height} pixels cannot be resized`);
  }
  const ratio = Math.max(width, height) / Math.min(width, height);
  if (ratio > MAX_ASPECT_RATIO) {
    throw new RangeError(
      `an image of ${width} × ${height} pixels has an aspect ratio of ${ratio}; Qwen2.5-VL takes at most ${MAX_ASPECT_RATIO}`,
    );
  }
  const rounded = {
    width: roundHalfToEven(width / factor) * factor,
    height: roundHalfToEven(height / factor) * factor,
  };
  const area = rounded.width * rounded.height;
  if (area > maxPixels) {
    const beta = Math.sqrt((height * width) / maxPixels);
    const shrink = (side: number) => Math.max(factor, Math.floor(side / beta / factor) * factor);
    return { width: shrink(width), height: shrink(height) };
  }
  if (area < minPixels) {
    const beta = Math.sqrt(minPixels / (height * width));
    const grow = (side: number) => Math.ceil((side * beta) / factor) * factor;
    return { width: grow(width), height: grow(height) };
  }
  return rounded;
}
