import {
  encodeMask,
  maskBounds,
  type Box,
  type CoordinateSpace,
  type ImageSize,
  type MaskRuns,
  type ParseProblem,
  type Region,
} from '@fakexplain/explanation';
import { fitBox } from './fit-box.ts';
import { readWrittenMask, type WrittenMask } from './written-mask.ts';

/** A region as a file has it, before it is known to fit its image. */
export interface WrittenRegion {
  /** In the unit of its space, in no certain order. */
  box: Box;
  description: string;
  mask?: WrittenMask | null | undefined;
}

/**
 * Regions of a file in their image. What is odd but refuses nothing is told: a box that rounding took beyond the image, a mask
 * that is empty or reaches out of its box.
 * @param fieldOf names a region in refusals
 * @throws RowRefused for a box that does not fit, or a mask that cannot be read: it must never count as its box
 */
export function placeRegions(
  written: readonly WrittenRegion[],
  frame: { space: CoordinateSpace; image: ImageSize },
  fieldOf: (index: number) => { box: string; mask: string },
): { regions: Region[]; problems: ParseProblem[] } {
  const problems: ParseProblem[] = [];
  const regions = written.map(({ box: numbers, description, mask }, index): Region => {
    const field = fieldOf(index);
    const placed = fitBox(numbers, frame, field.box);
    for (const problem of placed.problems) problems.push(problem);
    if (!mask) return { box: placed.box, description };
    const runs = readWrittenMask(mask, frame.image, field.mask);
    const odd = compare(runs, placed.box, field.mask);
    if (odd) problems.push(odd);
    return { box: placed.box, description, mask: encodeMask(runs) };
  });
  return { regions, problems };
}

/** Masks and boxes of one region are rounded by different rules: a pixel more is none too many. */
const slack = 1;

function compare(runs: MaskRuns, [x1, y1, x2, y2]: Box, field: string): ParseProblem | undefined {
  const bounds = maskBounds(runs);
  if (!bounds) return { code: 'empty_mask', message: `${field} marks no pixel: the region counts as empty` };
  const inside =
    bounds[0] >= x1 - slack && bounds[1] >= y1 - slack && bounds[2] <= x2 + slack && bounds[3] <= y2 + slack;
  if (inside) return undefined;
  const message = `${field} marks [${bounds.join(', ')}], which reaches out of its box [${[x1, y1, x2, y2].join(', ')}]`;
  return { code: 'mask_outside_box', message };
}
