import type { Box, ImageSize } from '@fakexplain/explanation';

const columns = ['left', 'centre', 'right'];
const rows = ['upper', 'middle', 'lower'];

/**
 * Where a box lies and how much of the image it covers, in words, e.g. `upper left, 12% of the image`. The place is
 * that of the box's centre in a grid of three by three; a box over three quarters of the image has none.
 */
export function positionWords([x1, y1, x2, y2]: Box, { width, height }: ImageSize): string {
  const share = ((x2 - x1) * (y2 - y1)) / (width * height);
  if (share >= 0.75) return share >= 0.99 ? 'the whole image' : 'most of the image';
  const third = (middle: number, size: number) => Math.min(2, Math.max(0, Math.floor((3 * middle) / size)));
  const column = third((x1 + x2) / 2, width);
  const row = third((y1 + y2) / 2, height);
  const place = column === 1 && row === 1 ? 'centre' : `${rows[row] ?? ''} ${columns[column] ?? ''}`;
  return `${place}, ${share < 0.01 ? 'under 1' : Math.round(share * 100)}% of the image`;
}
