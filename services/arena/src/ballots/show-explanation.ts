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
  const [left, right] = wholeSpan(x1, x2, shown.width, explained.width);
  const [top, bottom] = wholeSpan(y1, y2, shown.height, explained.height);
  return [left, top, right, bottom];
}

/** At least one pixel of `size`, covering what `from`–`to` covers of an image `explained` wide. */
function wholeSpan(from: number, to: number, size: number, explained: number): [number, number] {
  const scale = (value: number) => (size === explained ? value : (value * size) / explained);
  const start = Math.min(Math.max(0, Math.floor(scale(from))), size - 1);
  const end = Math.max(Math.min(size, Math.ceil(scale(to))), start + 1);
  return [start, end];
}
