import type { ShownExplanation } from '@fakexplain/contract';
import type { Box, Explanation, ImageSize } from '@fakexplain/explanation';

/** What is kept of an explanation; the parts that raters see. */
export type ExplanationContent = Pick<Explanation, 'verdict' | 'tags' | 'reasoning' | 'regions'>;

/**
 * The one form in which raters see the explanations of all sources: boxes only (no masks), in whole pixels (grown
 * outwards, cut at the image's edge), since fractions or masks would tell sources apart; keys in a fixed order.
 *
 * @param explained size of the image the explanation was written about
 * @param shown size of the image it is shown on; for another image's explanation, boxes are stretched to it
 */
export function showExplanation(
  { verdict, tags, reasoning, regions }: ExplanationContent,
  explained: ImageSize,
  shown: ImageSize,
): ShownExplanation {
  return {
    verdict,
    tags: [...tags],
    reasoning,
    regions: regions.map(({ box, description }) => ({
      box: wholePixels(box, explained, shown),
      description,
    })),
  };
}

function wholePixels([x1, y1, x2, y2]: Box, explained: ImageSize, shown: ImageSize): Box {
  const [left, right] = stretch(whole(x1, x2, explained.width), explained.width, shown.width);
  const [top, bottom] = stretch(whole(y1, y2, explained.height), explained.height, shown.height);
  return [left, top, right, bottom];
}

/** From whole pixels to whole pixels: a fraction that is lost on its own image does not come back on another one. */
function stretch([from, to]: [number, number], explained: number, shown: number): [number, number] {
  if (explained === shown) return [from, to];
  return whole((from * shown) / explained, (to * shown) / explained, shown);
}

/** The whole pixels of 0 … `size` that hold what lies between two numbers; at least one. */
function whole(from: number, to: number, size: number): [number, number] {
  const start = Math.min(Math.max(0, Math.floor(from)), size - 1);
  const end = Math.max(Math.min(size, Math.ceil(to)), start + 1);
  return [start, end];
}
