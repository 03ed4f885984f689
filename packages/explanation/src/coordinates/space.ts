import type { Box, CoordinateSpace, ImageSize } from '../types.ts';
import { smartResize } from './smart-resize.ts';
import type { SmartResizeSettings } from './smart-resize.ts';

/**
 * Width and height of the whole image in a coordinate space: pixels, the resized image's pixels, 1000 or 1.
 * `resize` are the settings of `qwen-smart-resized` where a deployment changed them.
 * Throws a RangeError where that space has no such image (see `smartResize`).
 */
export function spaceSize(
  space: CoordinateSpace,
  image: ImageSize,
  resize?: Partial<SmartResizeSettings>,
): ImageSize {
  switch (space) {
    case 'original':
      return image;
    case 'qwen-smart-resized':
      return smartResize(image, resize);
    case 'norm-1000':
      return { width: 1000, height: 1000 };
    case 'norm-1':
      return { width: 1, height: 1 };
  }
}

// Multiplying before dividing maps the far edge of one frame onto the far edge of the other exactly.
const rescaled = (value: number, from: number, to: number) => (from === to ? value : (value * to) / from);

function rescale([x1, y1, x2, y2]: Box, from: ImageSize, to: ImageSize): Box {
  return [
    rescaled(x1, from.width, to.width),
    rescaled(y1, from.height, to.height),
    rescaled(x2, from.width, to.width),
    rescaled(y2, from.height, to.height),
  ];
}

/** A box of a coordinate space in pixels of the original image; neither ordered nor clipped. */
export function toOriginal(
  box: Box,
  space: CoordinateSpace,
  image: ImageSize,
  resize?: Partial<SmartResizeSettings>,
): Box {
  return rescale(box, spaceSize(space, image, resize), image);
}

/** A box in pixels of the original image in a coordinate space; not rounded. */
export function fromOriginal(
  box: Box,
  space: CoordinateSpace,
  image: ImageSize,
  resize?: Partial<SmartResizeSettings>,
): Box {
  return rescale(box, image, spaceSize(space, image, resize));
}
