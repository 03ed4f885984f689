import type { MetricSignature } from '../../signature.ts';
import { rougeWords, stemmedRougeWords } from '../tokens/rouge-words.ts';
import { unicodeWords } from '../tokens/unicode-words.ts';

export interface RougePreset {
  readonly signature: MetricSignature;
  readonly tokenise: (text: string) => string[];
}

function preset(
  variant: string,
  tokens: string,
  stemmer: string,
  tokenise: RougePreset['tokenise'],
): RougePreset {
  const settings = [
    ['tok', tokens],
    ['stem', stemmer],
    ['f', '1'],
    ['refs', 'best'],
  ] as const;
  return { signature: { metric: 'rouge_l', variant, settings, averaging: 'sentence', version: 1 }, tokenise };
}

/** The ways to compute ROUGE-L: the tokens of texts by `tokenise`, then `rougeL(…).f1`, then the mean over images. */
export const rougePresets = {
  /** rouge_score as it comes: lower case, a–z and 0–9, no stemmer. */
  default: preset('default', 'rouge_score', 'no', rougeWords),
  /** rouge_score with `use_stemmer=True`, as MMFR-Dataset's own evaluation has it. */
  stem: preset('stem', 'rouge_score', 'porter-nltk', stemmedRougeWords),
  /** Words of any script; the only one that sees Chinese, Arabic or accented letters. */
  'unicode-words': preset('unicode-words', 'unicode-words', 'no', unicodeWords),
} as const satisfies Record<string, RougePreset>;
