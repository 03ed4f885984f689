import type { arena, BallotExplanation } from '@fakexplain/contract';
import { withoutFiller } from './kernels/filler-sentences.ts';
import type { ExplanationContent } from './show-explanation.ts';

/** Parts that a study's raters are not shown, of any arm. */
export type LeftOut = arena.Study['leaveOut'];

/**
 * An explanation without the parts that a study leaves out; its keys are in a fixed order. Filler goes where no region is
 * marked: beside regions, a sentence such as “Nothing else is wrong.” says something about the image.
 */
export function leaveOutParts(
  { verdict, tags, reasoning, regions }: ExplanationContent,
  leftOut: LeftOut,
): BallotExplanation {
  const isEmpty = regions.length === 0;
  return {
    ...(!leftOut.includes('verdict') && { verdict }),
    ...(!leftOut.includes('tags') && { tags: [...tags] }),
    reasoning: isEmpty && leftOut.includes('filler') ? withoutFiller(reasoning) : reasoning,
    regions,
  };
}
