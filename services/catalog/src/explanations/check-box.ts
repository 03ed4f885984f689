import type { Box, ImageSize } from '@fakexplain/explanation';
import { RowRefused } from '../rows/refusal.ts';

/**
 * Refuses a row whose box is not in order or reaches beyond the image. Nothing is reordered or clipped, since a box that
 * does not fit suggests that its numbers mean something else.
 */
export function checkBox(box: Box, { width, height }: ImageSize, field: string): void {
  const [a, b, c, d] = box;
  if (!(a < c && b < d)) {
    const hint = a < b && c < d ? '; it could be [x1, x2, y1, y2]' : '';
    throw new RowRefused(
      field,
      `[${box.join(', ')}] is not [x1, y1, x2, y2] with x1 < x2 and y1 < y2${hint}`,
    );
  }
  if (a < 0 || b < 0 || c > width || d > height) {
    const size = `${width} × ${height} pixels`;
    throw new RowRefused(field, `[${box.join(', ')}] reaches beyond the image, which has ${size}`);
  }
}
