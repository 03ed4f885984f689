import type { ParseProblem, ParseStatus, Verdict } from '../types.ts';

/**
 * What the parser notices. Where a verdict was found, a problem of effect `partial` makes the status `partial`:
 * something the format asks for was not found, or something written was dropped. A `note` leaves it `ok`: the
 * content was all read, though the text is not as the format has it. Without a verdict the status is `failed`.
 *
 * | code | effect | meaning |
 * |---|---|---|
 * | missing_verdict | failed | no verdict element |
 * | unknown_verdict | partial | a verdict that is neither `real` nor `generated`; dropped |
 * | several_verdicts | partial | contradicting verdicts; the last one counts |
 * | repeated_verdict | note | the same verdict more than once |
 * | verdict_inside_think | note | the verdict stands inside think |
 * | missing_think | partial | no think element; all prose before the verdict is taken for the reasoning |
 * | unclosed_think | note | think has no end |
 * | unopened_think | note | think has an end but no beginning (a chat template wrote it); it begins with the text |
 * | repeated_think | note | think begins more than once |
 * | text_outside_think | partial | prose before the verdict but outside think; dropped |
 * | text_after_verdict | partial | prose after the verdict; dropped |
 * | tag_outside_think | note | tags outside think; kept |
 * | missing_tag | note | `generated` without any tag |
 * | region_outside_think | note | regions outside think; kept |
 * | region_without_description | partial | a box without a description; kept, described by the empty string |
 * | description_without_box | partial | a description without a box; dropped |
 * | malformed_box | partial | a box that is not four numbers; dropped |
 * | unmappable_box | partial | a box of an image that the coordinate space cannot hold; dropped |
 * | box_in_shares | partial | a box of numbers from 0 to 1 where pixels or thousandths are expected; dropped |
 * | empty_box | partial | a box without an area; dropped |
 * | box_outside_image | partial | a box of which nothing is inside the image; dropped |
 * | box_out_of_image | note | a box that reaches beyond the image; clipped |
 * | box_reordered | note | a box with corners swapped; ordered |
 * | generated_without_region | partial | `generated`, but no region remains |
 * | real_with_region | note | `real`, but there are regions; kept |
 * | unclosed_markup | note | a ref, box, tag or verdict that the next marker or the end of the text ended |
 * | cut_marker | note | the text breaks off inside a marker, as an output does at its token limit; the piece is left out |
 * | stray_markup | note | a closing marker of something that is not open; ignored |
 * | unread_box | partial | a box in prose, which this grammar does not read; left in the prose |
 * | foreign_markup | partial | markers of another grammar; left out |
 * | escaped_json | note | JSON whose quotation marks are escaped once more; read without |
 * | cut_json | partial | JSON that breaks off or goes wrong; what was whole is kept |
 * | unread_json | partial | words in JSON under a key that is not known |
 * | ignored_json | note | numbers in JSON under a key that is not known, such as a confidence |
 * | rows_first | note | `box_2d`, read as [y1, x1, y2, x2] without being told to |
 * | plain_lines | note | no JSON where it is the grammar; boxes were read from lines |
 * | polygon | note | a quadrilateral or another polygon; read as the rectangle around it |
 * | repeated_region | note | a region, box and description, said more than once; it counts once |
 * | repeated_tag | note | a tag given more than once; it counts once |
 * | repeated_text | note | the reasoning given more than once; it counts once |
 * | fenced_answer | note | a code fence around the whole answer; left out |
 * | invalid_characters | note | U+0000 or half a surrogate pair; replaced by U+FFFD |
 */
const EFFECTS = {
  missing_verdict: 'partial',
  unknown_verdict: 'partial',
  several_verdicts: 'partial',
  repeated_verdict: 'note',
  verdict_inside_think: 'note',
  missing_think: 'partial',
  unclosed_think: 'note',
  unopened_think: 'note',
  repeated_think: 'note',
  text_outside_think: 'partial',
  text_after_verdict: 'partial',
  tag_outside_think: 'note',
  missing_tag: 'note',
  region_outside_think: 'note',
  region_without_description: 'partial',
  description_without_box: 'partial',
  malformed_box: 'partial',
  unmappable_box: 'partial',
  box_in_shares: 'partial',
  empty_box: 'partial',
  box_outside_image: 'partial',
  box_out_of_image: 'note',
  box_reordered: 'note',
  generated_without_region: 'partial',
  real_with_region: 'note',
  unclosed_markup: 'note',
  cut_marker: 'note',
  stray_markup: 'note',
  unread_box: 'partial',
  foreign_markup: 'partial',
  escaped_json: 'note',
  cut_json: 'partial',
  unread_json: 'partial',
  ignored_json: 'note',
  rows_first: 'note',
  plain_lines: 'note',
  polygon: 'note',
  repeated_region: 'note',
  repeated_tag: 'note',
  repeated_text: 'note',
  fenced_answer: 'note',
  invalid_characters: 'note',
} as const satisfies Record<string, 'partial' | 'note'>;

export type ProblemCode = keyof typeof EFFECTS;

/** How many problems of one code are told one by one; the rest are counted. */
export const PROBLEMS_TOLD_PER_CODE = 10;

const QUOTED_CHARACTERS = 60;

/** The beginning of a text in quotation marks, for a message. */
export function quote(text: string): string {
  const shown = text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text;
  return `"${shown.toWellFormed()}"`;
}

/** Collects problems; a text that repeats one a thousand times does not fill the database with it. */
export class ProblemLog {
  readonly #told: (ParseProblem & { code: ProblemCode })[] = [];
  readonly #counts = new Map<ProblemCode, number>();

  add(code: ProblemCode, message: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= PROBLEMS_TOLD_PER_CODE) this.#told.push({ code, message });
  }

  has(code: ProblemCode): boolean {
    return this.#counts.has(code);
  }

  list(): ParseProblem[] {
    const rest = [...this.#counts]
      .filter(([, count]) => count > PROBLEMS_TOLD_PER_CODE)
      .map(([code, count]) => ({ code, message: `… and ${count - PROBLEMS_TOLD_PER_CODE} more of these` }));
    return [...this.#told, ...rest];
  }

  status(verdict: Verdict | null): ParseStatus {
    if (verdict === null) return 'failed';
    return [...this.#counts.keys()].some((code) => EFFECTS[code] === 'partial') ? 'partial' : 'ok';
  }
}
