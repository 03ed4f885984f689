import type { ExplanationTexts } from '../explanation-input.ts';
import type { ExplanationMetric, MetricFacts } from '../metric.ts';
import type { MetricSignature } from '../signature.ts';

type Publication = NonNullable<MetricFacts['publishedAs']>;

/** What texts are, and where a text metric is undefined. */
const texts =
  'Texts are all descriptions in order, or the prose where nothing is marked. Mean over images with a reference text; an empty text scores 0.';

interface TextFacts extends Pick<MetricFacts, 'title' | 'definition' | 'comparedWithVotes'> {
  variant: string;
  version: number;
  settings: MetricSignature['settings'];
  /** Null where it is undefined. */
  score: (texts: ExplanationTexts) => number | null;
}

const textMetric = (
  metric: string,
  publishedAs: Publication,
  { variant, version, settings, definition, score, ...facts }: TextFacts,
): ExplanationMetric => ({
  ...facts,
  kind: 'explanation',
  signature: { metric, variant, settings, averaging: 'sentence', version },
  definition: `${definition} ${texts}`,
  better: 'higher',
  needs: ['reference_texts'],
  publishedAs,
  score(input) {
    const compared = input.texts();
    return compared && score(compared);
  },
});

/** A mean of BLEU-2 of single texts, which can be far from that of the corpus: both are read together. */
export const bleuMetric = (facts: TextFacts): ExplanationMetric => ({
  ...textMetric('bleu2', 'BLEU-2', facts),
  readWith: ['bleu2.sacrebleu-corpus'],
});

/** A mean of ROUGE-L F1 against the best reference. */
export const rougeMetric = (facts: TextFacts): ExplanationMetric => textMetric('rouge_l', 'ROUGE-L', facts);

/** The settings of BLEU-2 in the order in which its signatures write them. */
export const bleuSettings = (
  tokens: '13a' | 'ws' | 'ptb' | 'char' | 'zh',
  ...smoothing: MetricSignature['settings']
): MetricSignature['settings'] => [
  ['tok', tokens],
  ...smoothing,
  ['case', tokens === 'ptb' ? 'lower' : 'mixed'],
  ['refs', 'closest'],
];

/** The settings of ROUGE-L in the order in which its signatures write them. */
export const rougeSettings = (tokens: string, stemmer: string): MetricSignature['settings'] => [
  ['tok', tokens],
  ['stem', stemmer],
  ['f', '1'],
  ['refs', 'best'],
];
