import {
  clipBox,
  toOriginal,
  type Box,
  type CoordinateSpace,
  type ImageSize,
  type ParseProblem,
  type ReadingSettings,
} from '@fakexplain/explanation';
import { RowRefused } from '../rows/refusal.ts';

/** What the numbers of a box count. */
export interface BoxFrame {
  space: CoordinateSpace;
  image: ImageSize;
  /** Settings of `qwen-smart-resized`, where they are not Qwen's own. */
  resize?: ReadingSettings['resize'];
}

/** How far beyond the image rounding takes a box: half a pixel, or 0.1% of the side. */
const rounding = (side: number) => Math.max(0.5, side / 1000);

/**
 * A box as written, in pixels of its image. What rounding took beyond the image is clipped and noted; all else that does
 * not fit refuses the row, since it suggests that the numbers mean something else.
 * @throws RowRefused for a box that is out of order, reaches beyond the image, or seems to be of shares of its sides
 */
export function fitBox(
  written: Box,
  { space, image, resize }: BoxFrame,
  field: string,
): { box: Box; problems: ParseProblem[] } {
  const shown = `[${written.join(', ')}]`;
  const [a, b, c, d] = written;
  if (!(a < c && b < d)) {
    const asSize = c > 0 && d > 0 && a + c <= image.width && b + d <= image.height;
    const hint =
      a < b && c < d ? '; it could be [x1, x2, y1, y2]' : asSize ? '; it could be [x, y, width, height]' : '';
    throw new RowRefused(field, `${shown} is not [x1, y1, x2, y2] with x1 < x2 and y1 < y2${hint}`);
  }
  if (space === 'original' && areShares(written, image)) {
    throw new RowRefused(
      field,
      `${shown} lies within one pixel: these seem to be shares of width and height (0 to 1), where pixels are expected`,
    );
  }
  const box = inPixels(written, { space, image, resize }, field);
  const [x1, y1, x2, y2] = box;
  const { width, height } = image;
  const size = `${width} × ${height} pixels`;
  const [across, down] = [rounding(width), rounding(height)];
  const clipped = clipBox(box, image);
  if (!clipped || x1 < -across || y1 < -down || x2 > width + across || y2 > height + down) {
    throw new RowRefused(field, `${shown} reaches beyond the image, which has ${size}`);
  }
  if (clipped.every((value, index) => value === box[index])) return { box, problems: [] };
  const message = `the box ${shown} reaches beyond the image of ${size} by rounding; clipped to [${clipped.join(', ')}]`;
  return { box: clipped, problems: [{ code: 'box_out_of_image', message }] };
}

function inPixels(written: Box, { space, image, resize }: BoxFrame, field: string): Box {
  try {
    return toOriginal(written, space, image, resize);
  } catch (error) {
    if (error instanceof RangeError) throw new RowRefused(field, error.message);
    throw error;
  }
}

/** No box of people or models lies within the first pixel of an image that has more than a few. */
const areShares = ([, , x2, y2]: Box, { width, height }: ImageSize) =>
  x2 <= 1 + 1 / 1000 && y2 <= 1 + 1 / 1000 && Math.min(width, height) > 4;
