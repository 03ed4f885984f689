import { clipBox } from '../geometry/box.ts';
import type { Box, CoordinateSpace, ImageSize } from '../types.ts';
import type { ProblemLog } from './problems.ts';

/** Maps coordinates as written to pixels of the original image; null where the space cannot hold the image. */
export type ToPixels = ((written: Box) => Box) | null;

/** Whether four numbers are shares of an image, not pixels or thousandths: a box so small in a corner is nobody's. */
export const areShares = (box: readonly number[]): boolean =>
  box.every((value) => value >= 0 && value <= 1) && box.some((value) => !Number.isInteger(value));

/** Makes an ordered box inside the image of four numbers as written, or tells why there is none. */
export function placeBox(
  written: Box,
  image: ImageSize,
  { space, toPixels }: { space: CoordinateSpace; toPixels: ToPixels },
  problems: ProblemLog,
): Box | null {
  const text = `[${written.join(', ')}]`;
  const size = `${image.width} × ${image.height} pixels`;
  if (!toPixels) {
    problems.add('unmappable_box', `the box ${text} cannot be mapped to an image of ${size}`);
    return null;
  }
  if (space !== 'norm-1' && areShares(written)) {
    problems.add('box_in_shares', `the box ${text} is in shares of the image; read as ${space}, it is none`);
    return null;
  }
  const [x1, y1, x2, y2] = toPixels(written);
  const ordered: Box = [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
  if (!(ordered[0] < ordered[2] && ordered[1] < ordered[3])) {
    problems.add('empty_box', `the box ${text} has no area`);
    return null;
  }
  const clipped = clipBox(ordered, image);
  if (!clipped) {
    problems.add('box_outside_image', `the box ${text} is outside the image of ${size}`);
    return null;
  }
  if (x1 > x2 || y1 > y2) {
    problems.add(
      'box_reordered',
      `the corners of the box ${text} are swapped; read as [${ordered.join(', ')}]`,
    );
  }
  if (clipped.some((value, index) => value !== ordered[index])) {
    problems.add(
      'box_out_of_image',
      `the box ${text} reaches beyond the image of ${size}; clipped to [${clipped.join(', ')}] in pixels`,
    );
  }
  return clipped;
}
