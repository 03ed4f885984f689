import type { ImageSize, Region, Verdict } from '@fakexplain/explanation';
import { readMarks, type Mark } from './localisation/marks.ts';
import { bleuStatistics, type BleuStatistics } from './text/bleu/statistics.ts';
import { rougeL } from './text/rouge/rouge-l.ts';
import { numberTexts, type Tokeniser } from './text/tokens/number-texts.ts';
import type { Tokens } from './text/tokens/tokens.ts';
import { writingOf, type Writing } from './text/writing.ts';

export interface ScoringInput {
  /** What the image is in its dataset. */
  label: Verdict;
  size: ImageSize;
  /** What the regions of the dataset's references mean. */
  localisation: 'visible_artifact' | 'manipulated_region' | 'whole_image';
  /** BCP 47 tag of the dataset's texts; null where it is not told. */
  language: string | null;
  /** `verdict` is null and `regions` are empty where the output failed to parse. */
  explanation: Worded & { verdict: Verdict | null };
  /** Each reference explanation of the image; never the explanation itself. */
  references: readonly Worded[];
}

interface Worded {
  regions: readonly Region[];
  /** Prose that belongs to no region. */
  reasoning: string;
}

/** One explanation with what it is compared with. Metrics share its parts, each computed when first asked for. */
export interface ExplanationInput {
  readonly label: Verdict;
  readonly verdict: Verdict | null;
  readonly size: ImageSize;
  /** `null` where a mask of it cannot be read: it is then in no metric of regions. */
  readonly predicted: () => readonly Mark[] | null;
  /** One list for each annotator who marked something; none where IoU is undefined. */
  readonly references: () => readonly (readonly Mark[])[];
  /** `null` unless a reference has a text. */
  readonly texts: () => ExplanationTexts | null;
}

export interface ExplanationTexts {
  /** Empty where the explanation says nothing. */
  readonly text: string;
  /** At least one, none of them empty. */
  readonly references: readonly string[];
  /** How the references write their words. */
  readonly writing: () => Writing;
  /** The tokens of the text and of each reference. */
  readonly tokens: (by: Tokeniser) => readonly [Tokens, Tokens[]];
  /** Of 13a tokens. */
  readonly bleu: () => BleuStatistics;
  /** F1 of `rouge_score`'s tokens. */
  readonly rouge: () => number;
}

/**
 * Prepares an explanation for all metrics.
 * - IoU is defined on generated images, and not where the dataset's regions mean the whole image, which any verdict
 *   would already say.
 * - Texts are the descriptions of all regions in order, joined by spaces; without any region, the prose. Prose about a
 *   real image is a reference only in datasets that explain by prose alone (where regions mean the whole image):
 *   elsewhere annotators mark what is wrong, and what a training row says of a real image is filler.
 * - Regions of which a mask cannot be read, or is not of the image's size, are in no metric of regions, as prediction or as
 *   reference: a mask never counts as its box. No import lets such a mask in; those stored by an earlier one are counted.
 */
export function explanationInput(input: ScoringInput): ExplanationInput {
  const { label, size, localisation, explanation, references } = input;
  const localised = label === 'generated' && localisation !== 'whole_image';
  return {
    label,
    size,
    verdict: explanation.verdict,
    predicted: once(() => readMarks(explanation.regions, size)),
    references: once(() =>
      localised
        ? references.map(({ regions }) => readMarks(regions, size) ?? []).filter(({ length }) => length > 0)
        : [],
    ),
    texts: once(() => textsOf(input)),
  };
}

function textsOf({
  label,
  localisation,
  language,
  explanation,
  references,
}: ScoringInput): ExplanationTexts | null {
  const proseCounts = label === 'generated' || localisation === 'whole_image';
  const theirs = references
    .filter(({ regions }) => proseCounts || regions.length > 0)
    .map(textOf)
    .filter((text) => text !== '');
  if (theirs.length === 0) return null;
  const text = textOf(explanation);
  const numbered = once(() => numberTexts([text, ...theirs]));
  const tokens: ExplanationTexts['tokens'] = (by) => {
    const [own = [], ...others] = numbered()(by);
    return [own, others];
  };
  return {
    text,
    references: theirs,
    writing: once(() => writingOf(theirs, language)),
    tokens,
    bleu: once(() => bleuStatistics(...tokens('of13a'))),
    rouge: once(() => rougeL(...tokens('rouge')).f1),
  };
}

function textOf({ regions, reasoning }: Worded): string {
  if (regions.length === 0) return reasoning.trim();
  return regions
    .map(({ description }) => description.trim())
    .filter((description) => description !== '')
    .join(' ');
}

/** Computes a value when it is first asked for, and keeps it. */
function once<T>(compute: () => T): () => T {
  let kept: { value: T } | undefined;
  return () => (kept ??= { value: compute() }).value;
}
