import {
  encodeMask,
  maskBounds,
  type Box,
  type ImageSize,
  type MaskRuns,
  type ParseProblem,
  type Region,
} from '@fakexplain/explanation';
import { cleanWords, WordProblems } from './clean-words.ts';
import { fitBox, type BoxFrame } from './fit-box.ts';
import { readWrittenMask, type WrittenMask } from './written-mask.ts';

/** A region as a file has it, before it is known to fit its image. */
export interface WrittenRegion {
  /** In the unit of its space, in no certain order; without one, the mask's bounds. */
  box?: Box | undefined;
  description: string;
  /** As written, or its runs. */
  mask?: WrittenMask | MaskRuns | null | undefined;
  /** The box's numbers as the file has them, where they are others. */
  shown?: string | undefined;
}

/**
 * Regions of a file in their image, each once. What is odd but refuses nothing is told: a box that rounding took beyond the image,
 * a mask that is empty or reaches out of its box, a region that is said again, a description without words.
 * @param fieldOf names a region in refusals
 * @throws RowRefused for a box that does not fit, or a mask that cannot be read: it must never count as its box
 */
export function placeRegions(
  written: readonly WrittenRegion[],
  frame: BoxFrame,
  fieldOf: (index: number) => { box: string; mask: string },
): { regions: Region[]; problems: ParseProblem[] } {
  const problems: ParseProblem[] = [];
  const found = new WordProblems();
  const seen = new Set<string>();
  const isNew = (region: Region) => {
    const key = JSON.stringify(region);
    if (seen.has(key)) found.add('repeated_region', nameOf(region));
    return seen.size !== seen.add(key).size;
  };
  const regions = written.flatMap(
    ({ box: numbers, description: said, mask: shape, shown }, index): Region[] => {
      const field = fieldOf(index);
      const description = describe(said, found);
      const runs = shape ? runsOf(shape, frame.image, field.mask) : undefined;
      const bounds = runs && maskBounds(runs);
      if (runs && !bounds) {
        problems.push({
          code: 'empty_mask',
          message: `${field.mask} marks no pixel: the region counts as empty`,
        });
      }
      const placed = numbers ? fitBox(numbers, frame, field.box, shown) : { box: bounds, problems: [] };
      for (const problem of placed.problems) problems.push(problem);
      const { box } = placed;
      if (!box) return [];
      if (!runs) return [{ box, description }];
      const odd = bounds && compare(bounds, box, field.mask);
      if (odd) problems.push(odd);
      return [{ box, description, mask: encodeMask(runs) }];
    },
  );
  const different = regions.filter(isNew);
  return { regions: different, problems: [...problems, ...found.list()] };
}

function describe(written: string, found: WordProblems): string {
  const { words, hadMarkers } = cleanWords(written);
  if (hadMarkers) found.add('foreign_markup', quote(written));
  if (words === '' && written.trim() !== '') found.add('region_without_description', quote(written));
  return words;
}

const shownCharacters = 60;
const quote = (text: string) => `“${text.slice(0, shownCharacters).toWellFormed()}”`;
const nameOf = ({ box, description }: Region) => `[${box.join(', ')}] ${description}`.trimEnd();

/** Masks and boxes of one region are rounded by different rules: a pixel more is none too many. */
const slack = 1;

const runsOf = (shape: WrittenMask | MaskRuns, image: ImageSize, field: string): MaskRuns =>
  'width' in shape ? shape : readWrittenMask(shape, image, field);

function compare(bounds: Box, [x1, y1, x2, y2]: Box, field: string): ParseProblem | undefined {
  const inside =
    bounds[0] >= x1 - slack && bounds[1] >= y1 - slack && bounds[2] <= x2 + slack && bounds[3] <= y2 + slack;
  if (inside) return undefined;
  const message = `${field} marks [${bounds.join(', ')}], which reaches out of its box [${[x1, y1, x2, y2].join(', ')}]`;
  return { code: 'mask_outside_box', message };
}
