import type { ParseProblem, ParseStatus, Verdict } from '@fakexplain/explanation';

/**
 * What is noticed in predictions made elsewhere, in addition to the codes of the parser that they share (`missing_verdict`,
 * `several_verdicts`, `invalid_characters`). Each is stored with its explanation, and told once with its count.
 *
 * | code | effect where there is a verdict | meaning |
 * |---|---|---|
 * | verdict_not_given | (there is none) | the program gives no verdicts, and no other file did |
 * | verdict_by_default | partial | no phrase of a verdict; the producer's own rule reads that as generated |
 * | other_reading | note | the producer's own rule reads another verdict |
 * | missing_mask | partial if generated | there is no mask; it counts as empty |
 * | missing_text | partial | there is a mask, but no text |
 * | scaled_mask | note | the mask had another size than the image |
 * | faint_mask | note | the mask is not black, but holds nothing above the threshold, and so counts as empty |
 * | uneven_mask | note | some of the mask's few levels are above the threshold and some are not |
 * | label_mask | note | colours of the mask are classes; all but the background is marked |
 * | coloured_mask | note | the mask has many colours and counts by its brightest channel |
 * | wide_mask | note | the mask marks more than three quarters of the image |
 * | alpha_mask | note | the mask is transparent in places or everywhere |
 * | turned_mask | note | the mask was turned as its EXIF orientation says |
 * | other_label | note | the file says another label of the image than the dataset |
 */
const told = {
  missing_verdict: 'no verdict that can be read: counts as failed',
  several_verdicts: 'both verdicts at once: counts as failed',
  verdict_not_given: 'no verdict is given; --verdicts brings verdicts from another file',
  verdict_by_default: 'neither "has" nor "has not been tampered with": generated, by FakeShield’s own rule',
  other_reading: 'a verdict that the producer’s own code reads otherwise',
  missing_mask: 'no mask: counts as an empty one',
  missing_text: 'a mask without a text',
  scaled_mask: 'a mask scaled to the size of its image',
  faint_mask:
    'a mask that is not black, with nothing above the threshold: counts as empty; if its numbers are classes, give --threshold 0',
  uneven_mask:
    'a mask with levels below the threshold beside marked ones; if its numbers are classes, give --threshold 0',
  label_mask: 'a label image: all of its colours but the background are marked',
  coloured_mask: 'a mask of many colours: counts by its brightest channel',
  wide_mask:
    'a mask that marks more than three quarters of its image: where white is the background, turn it round',
  alpha_mask: 'a mask with transparency: what is transparent counts as not marked',
  turned_mask: 'a mask that its EXIF orientation turns: turned, as images are',
  other_label: 'a label that is not the dataset’s; if these are most, they may be swapped',
  invalid_characters: 'a text with characters that are none: replaced',
} as const;

export type PredictionProblemCode = keyof typeof told;

export interface PredictionProblem extends ParseProblem {
  code: PredictionProblemCode;
}

export function statusOf(verdict: Verdict | null, problems: readonly PredictionProblem[]): ParseStatus {
  if (verdict === null) return 'failed';
  const codes = new Set(problems.map(({ code }) => code));
  const lacking = codes.has('missing_mask') && verdict === 'generated';
  return lacking || codes.has('verdict_by_default') || codes.has('missing_text') ? 'partial' : 'ok';
}

/** Counts problems, to be told at the end in a line each. */
export class ProblemCounts {
  readonly #counts = new Map<string, number>();

  add(problems: readonly ParseProblem[]): void {
    for (const { code } of problems) this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  notes(): string[] {
    return Object.entries(told).flatMap(([code, phrase]) => {
      const count = this.#counts.get(code);
      return count === undefined ? [] : [`${count} × ${phrase}`];
    });
  }
}
