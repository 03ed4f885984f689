import type { Box, ImageSize, Mask, Region } from '@fakexplain/explanation';
import {
  boxArea,
  boxIou,
  decodeMask,
  maskArea,
  maskAreas,
  MaskError,
  maskIou,
  runsFromBox,
  unionAreas,
  uniteMasks,
  type MaskRuns,
  type UnionAreas,
} from '@fakexplain/explanation/geometry';

/** What a region marks in the image: its mask where it has one, else its box. */
export interface Mark {
  readonly box: Box;
  readonly runs: MaskRuns | null;
}

/**
 * What regions mark, with masks decoded. A region without area (an empty mask, a box of zero width) marks nothing and
 * is left out.
 *
 * @throws MaskError for a mask that cannot be read, or is not of the image's size
 */
export function marksOf(regions: readonly Pick<Region, 'box' | 'mask'>[], size: ImageSize): Mark[] {
  return regions
    .map(({ box, mask }): Mark => ({ box, runs: mask ? runsOfSize(mask, size) : null }))
    .filter(({ box, runs }) => (runs ? maskArea(runs) : boxArea(box)) > 0);
}

/** What stored regions mark; `null` where one of their masks cannot be read, or is not of the image's size. */
export function readMarks(regions: readonly Pick<Region, 'box' | 'mask'>[], size: ImageSize): Mark[] | null {
  try {
    return marksOf(regions, size);
  } catch (error) {
    if (error instanceof MaskError) return null;
    throw error;
  }
}

function runsOfSize(mask: Mask, { width, height }: ImageSize): MaskRuns {
  const runs = decodeMask(mask);
  if (runs.width !== width || runs.height !== height) {
    throw new MaskError(
      `a mask of ${runs.width} × ${runs.height} pixels cannot be of an image of ${width} × ${height}`,
    );
  }
  return runs;
}

const runsOf = ({ box, runs }: Mark, size: ImageSize): MaskRuns => runs ?? runsFromBox(box, size);

/**
 * What two sets of marks cover in common and together. Boxes alone: exactly, in square pixels. As soon as any mark is
 * a mask: in whole pixels, the boxes drawn by COCO's rule.
 *
 * @throws MaskError where masks are not of one size
 */
export function markAreas(a: readonly Mark[], b: readonly Mark[]): UnionAreas {
  const size = [...a, ...b].find(({ runs }) => runs)?.runs;
  if (!size) {
    return unionAreas(
      a.map(({ box }) => box),
      b.map(({ box }) => box),
    );
  }
  const [unitedA, unitedB] = [a, b].map((marks) => uniteMasks(marks.map((mark) => runsOf(mark, size))));
  if (unitedA && unitedB) return maskAreas(unitedA, unitedB);
  const only = unitedA ?? unitedB;
  return { intersection: 0, union: only ? maskArea(only) : 0 };
}

/** IoU of two marks, 0–1: of boxes exactly; if either is a mask, of pixels. */
export function markIou(a: Mark, b: Mark): number {
  const size = a.runs ?? b.runs;
  return (size ? maskIou(runsOf(a, size), runsOf(b, size)) : boxIou(a.box, b.box)) ?? 0;
}
