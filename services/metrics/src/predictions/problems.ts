import type { ParseProblem, ParseStatus, Verdict } from '@fakexplain/explanation';

/**
 * What is noticed in predictions made elsewhere, beside the codes of the parser that they share (`missing_verdict`,
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
 * | faint_mask | note | the mask holds nothing but 0 and 1 of 255, and so counts as empty |
 * | other_label | note | the file says another label of the image than the dataset |
 */
const told = {
  missing_verdict: (n: number) => `${n} say no verdict that can be read: they count as failed.`,
  several_verdicts: (n: number) => `${n} say both verdicts: they count as failed.`,
  verdict_not_given: (n: number) => `${n} are without a verdict; --verdicts brings them from another file.`,
  verdict_by_default: (n: number) =>
    `${n} say neither that the picture has nor that it has not been tampered with: by FakeShield's rule, generated.`,
  other_reading: (n: number) => `${n} verdicts are read otherwise by the producer's own code.`,
  missing_mask: (n: number) => `${n} have no mask, which counts as an empty one.`,
  missing_text: (n: number) => `${n} have a mask but no text.`,
  scaled_mask: (n: number) => `${n} masks were scaled to the size of their image.`,
  faint_mask: (n: number) =>
    `${n} masks hold nothing above 1 of 255 and count as empty; if 1 means marked, give --threshold 0.`,
  other_label: (n: number) =>
    `${n} labels of the file are not the dataset's: if these are most, they may be swapped.`,
  invalid_characters: (n: number) => `${n} texts hold characters that are no text; they are replaced.`,
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

/** Counts problems, to be told at the end in a sentence each. */
export class ProblemCounts {
  readonly #counts = new Map<PredictionProblemCode, number>();

  add(problems: readonly PredictionProblem[]): void {
    for (const { code } of problems) this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  notes(): string[] {
    return [...this.#counts].map(([code, count]) => told[code](count));
  }
}
