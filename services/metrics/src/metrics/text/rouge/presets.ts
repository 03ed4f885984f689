import type { Tokeniser } from '../tokens/number-texts.ts';

export interface RougePreset {
  readonly tokens: Tokeniser;
}

/** The ways to compute ROUGE-L: the tokens of texts by `tokens`, then `rougeL(…).f1`, then the mean over images. */
export const rougePresets = {
  /** rouge_score as it comes: lower case, a–z and 0–9, no stemmer. */
  default: { tokens: 'rouge' },
  /** rouge_score with `use_stemmer=True`, as MMFR-Dataset's own evaluation has it. */
  stem: { tokens: 'stemmed' },
  /** Words of any script; the only one that sees Chinese, Arabic or accented letters. */
  'unicode-words': { tokens: 'unicode' },
  /** By characters, as sacrebleu takes them. */
  char: { tokens: 'characters' },
} as const satisfies Record<string, RougePreset>;
