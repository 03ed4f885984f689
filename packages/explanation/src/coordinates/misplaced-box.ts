import type { Box, ImageSize } from '../types.ts';

/** How far beyond the image rounding takes a box: half a pixel, or 0.1% of the side. */
const rounding = (side: number) => Math.max(0.5, side / 1000);

/** No box of people or models lies within the first pixel of an image that has more than a few. */
const liesInAPixel = ([, , x2, y2]: Box, { width, height }: ImageSize) =>
  x2 <= 1 + 1 / 1000 && y2 <= 1 + 1 / 1000 && Math.min(width, height) > 4;

/** Whether a box in pixels reaches beyond its image by more than rounding does. */
export function reachesBeyond([x1, y1, x2, y2]: Box, { width, height }: ImageSize): boolean {
  const [across, down] = [rounding(width), rounding(height)];
  return x1 < -across || y1 < -down || x2 > width + across || y2 > height + down;
}

/**
 * Why an ordered box in pixels of an image cannot be one, in words: it seems to be of shares of the sides, or reaches beyond the
 * image; `null` where nothing is wrong.
 * @param shown its numbers as the file has them, where they are others
 */
export function misplacement(box: Box, image: ImageSize, shown = `[${box.join(', ')}]`): string | null {
  if (liesInAPixel(box, image))
    return `${shown} lies within one pixel: these seem to be shares of width and height (0 to 1), where pixels are expected`;
  return reachesBeyond(box, image)
    ? `${shown} reaches beyond the image, which has ${image.width} × ${image.height} pixels`
    : null;
}
