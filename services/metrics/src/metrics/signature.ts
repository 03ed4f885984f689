/**
 * What a value measures and how, in full. Two values may stand in one column, be averaged or be subtracted only if
 * their signatures are written alike.
 */
export interface MetricSignature {
  /** Slug of the metric: `bleu2`, `rouge_l`, `iou_union`, … */
  readonly metric: string;
  /** Short name of these settings, unique within the metric: `default`, `coco`, … Not part of the string. */
  readonly variant: string;
  /**
   * Every choice that can change the value, as name and value, in the order in which they are written. Pairs, since a JSON
   * column does not keep the order of keys.
   */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /**
   * How values of single images become one: `sentence` (mean of the texts' own scores), `corpus` (score of the summed
   * counts), `image`, `micro`, `macro`, …
   */
  readonly averaging: string;
  /** Raised whenever the same input may give another value; stored scores of an older version are computed again. */
  readonly version: number;
}

const part = /^[A-Za-z0-9_.,+-]+$/;

/**
 * The signature in one line, by which values are compared and stored, after the habit of sacrebleu:
 * `bleu2|tok:13a|smooth:exp|eff:yes|case:mixed|refs:closest|avg:sentence|v:1`.
 *
 * @throws {RangeError} if a part is empty, holds anything but letters, digits and `_ . , + -`, or names a setting twice,
 *   since different signatures could then read alike.
 */
export function signatureString({ metric, settings, averaging, version }: MetricSignature): string {
  const pairs = [...settings, ['avg', averaging] as const, ['v', String(version)] as const];
  for (const text of [metric, ...pairs.flat()]) {
    if (!part.test(text)) {
      throw new RangeError(
        `"${text}" cannot be part of the signature of ${metric}: use letters, digits and _ . , + -`,
      );
    }
  }
  const names = pairs.map(([name]) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined)
    throw new RangeError(`the signature of ${metric} has the setting "${repeated}" twice`);
  return [metric, ...pairs.map((pair) => pair.join(':'))].join('|');
}
