import type { ImageSize, Mask } from '../types.ts';

/**
 * A mask as run lengths: pixels are read column by column from the left, each from the top; runs alternate between
 * background and foreground, beginning with background (of length 0 where the first pixel is foreground).
 * `counts` are at least 0 and sum to height × width.
 */
export interface MaskRuns {
  readonly height: number;
  readonly width: number;
  readonly counts: Uint32Array;
}

/** What is wrong with a mask, in words for whoever supplied it. */
export class MaskError extends Error {
  override readonly name = 'MaskError';
}

/** Runs are written in at most 6 digits of 5 bits, one bit for the sign. */
const largestMask = 2 ** 29;

/** @throws MaskError for sides that no mask has */
export function pixelCount(height: number, width: number): number {
  const whole = Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0;
  if (!whole || height * width >= largestMask) {
    throw new MaskError(
      `a mask of ${width} × ${height} pixels: both sides must be whole, positive, and their product below 2^29`,
    );
  }
  return height * width;
}

/** What is wrong with runs that do not sum to height × width. */
export const wrongTotal = (total: number, height: number, width: number): MaskError =>
  new MaskError(
    `the runs of the mask cover ${total} pixels, its size says ${width} × ${height} = ${height * width}`,
  );

/** Writes runs as COCO's compressed string; the inverse of `decodeMask`, as pycocotools `rleToString`. */
export function encodeMask({ height, width, counts }: MaskRuns): Mask {
  const characters = new Uint8Array(6 * counts.length);
  let length = 0;
  for (let run = 0; run < counts.length; run += 1) {
    let value = (counts[run] ?? 0) - (run > 2 ? (counts[run - 2] ?? 0) : 0);
    for (;;) {
      const digit = value & 0x1f;
      value >>= 5;
      const last = value === ((digit & 0x10) === 0 ? 0 : -1);
      characters[length] = 48 + (last ? digit : digit | 0x20);
      length += 1;
      if (last) break;
    }
  }
  return { size: [height, width], counts: new TextDecoder().decode(characters.subarray(0, length)) };
}

/**
 * Takes COCO's uncompressed counts.
 *
 * @throws MaskError where a count is not a whole number of at least 0, or they do not sum to height × width
 */
export function runsFromCounts(counts: readonly number[], { width, height }: ImageSize): MaskRuns {
  const pixels = pixelCount(height, width);
  const wrong = counts.findIndex((count) => !(Number.isInteger(count) && count >= 0));
  if (wrong >= 0) {
    throw new MaskError(
      `run ${wrong + 1} of the mask is ${counts[wrong]}: a whole number of at least 0 is needed`,
    );
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total !== pixels) throw wrongTotal(total, height, width);
  return { height, width, counts: Uint32Array.from(counts) };
}

/**
 * The runs of a picture: foreground where a value is above the threshold.
 *
 * @param pixels one value a pixel, row by row, as image libraries give them
 * @param threshold 0 for masks of 0 and anything; 127 for grey or lossy ones
 */
export function runsFromPixels(
  pixels: Uint8Array | Uint8ClampedArray,
  { width, height }: ImageSize,
  threshold = 0,
): MaskRuns {
  if (pixels.length !== pixelCount(height, width)) {
    throw new MaskError(`${pixels.length} pixels cannot be a mask of ${width} × ${height}`);
  }
  const counts: number[] = [];
  let foreground = false;
  let run = 0;
  for (let x = 0; x < width; x += 1) {
    for (let place = x; place < pixels.length; place += width) {
      if ((pixels[place] ?? 0) > threshold !== foreground) {
        counts.push(run);
        run = 0;
        foreground = !foreground;
      }
      run += 1;
    }
  }
  counts.push(run);
  return { height, width, counts: Uint32Array.from(counts) };
}

/** A picture of the mask, row by row: 1 for foreground, 0 for background. */
export function pixelsOfRuns({ height, width, counts }: MaskRuns): Uint8Array {
  const pixels = new Uint8Array(height * width);
  let place = 0;
  for (let run = 0; run < counts.length; run += 1) {
    const end = place + (counts[run] ?? 0);
    if (run % 2 === 1) {
      for (; place < end; place += 1) pixels[(place % height) * width + Math.floor(place / height)] = 1;
    }
    place = end;
  }
  return pixels;
}
