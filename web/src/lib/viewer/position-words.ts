import type { Box, ImageSize } from '@fakexplain/explanation';

/** Places in a grid of three by three, row by row. */
const placeWords = [
  ['upper left', 'upper centre', 'upper right'],
  ['middle left', 'centre', 'middle right'],
  ['lower left', 'lower centre', 'lower right'],
];

/**
 * Where a box lies and how much of the image it covers, in words, e.g. `upper left, 12% of the image`. The place is
 * that of the box's centre in a grid of three by three; a box over three quarters of the image has none.
 */
export function positionWords([x1, y1, x2, y2]: Box, { width, height }: ImageSize): string {
  const share = ((x2 - x1) * (y2 - y1)) / (width * height);
  if (share >= 0.75) return share >= 0.99 ? 'the whole image' : 'most of the image';
  const third = (middle: number, size: number) => Math.min(2, Math.max(0, Math.floor((3 * middle) / size)));
  const place = placeWords[third((y1 + y2) / 2, height)]?.[third((x1 + x2) / 2, width)] ?? '';
  return share < 0.01
    ? `${place}, under 1% of the image`
    : `${place}, ${Math.round(share * 100)}% of the image`;
}
