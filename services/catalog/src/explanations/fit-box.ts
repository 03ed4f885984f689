import {
  clipBox,
  misplacement,
  reachesBeyond,
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
  /** What says so, where it is no field called space. */
  saidBy?: string | undefined;
}

const unitsInWords: Partial<Record<CoordinateSpace, string>> = {
  'norm-1': 'shares of width and height (0 to 1)',
  'norm-1000': 'thousandths of width and height (0 to 1000)',
};

/**
 * A box as written, in pixels of its image. What rounding took beyond the image is clipped and noted; all else that does
 * not fit refuses the row, since it suggests that the numbers mean something else.
 * @param shown the numbers as the file has them, where they are others
 * @throws RowRefused for a box that is out of order, reaches beyond the image, or seems to be of shares of its sides
 */
export function fitBox(
  written: Box,
  { space, image, resize, saidBy = `the space ${space}` }: BoxFrame,
  field: string,
  shown = `[${written.join(', ')}]`,
): { box: Box; problems: ParseProblem[] } {
  const [a, b, c, d] = written;
  if (!(a < c && b < d)) {
    const asSize = c > 0 && d > 0 && a + c <= image.width && b + d <= image.height;
    const hint =
      a < b && c < d ? '; it could be [x1, x2, y1, y2]' : asSize ? '; it could be [x, y, width, height]' : '';
    throw new RowRefused(field, `${shown} is not [x1, y1, x2, y2] with x1 < x2 and y1 < y2${hint}`);
  }
  const misplaced = space === 'original' ? misplacement(written, image, shown) : null;
  if (misplaced) throw new RowRefused(field, misplaced);
  const box = inPixels(written, { space, image, resize }, field);
  const size = `${image.width} × ${image.height} pixels`;
  const clipped = clipBox(box, image);
  if (!clipped || reachesBeyond(box, image)) {
    const units = unitsInWords[space];
    const why = units ? `: its numbers are to be ${units}, as ${saidBy} says` : `, which has ${size}`;
    throw new RowRefused(field, `${shown} reaches beyond the image${why}`);
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
