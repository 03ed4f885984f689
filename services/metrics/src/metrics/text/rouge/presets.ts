import { rougeWords, stemmedRougeWords } from '../tokens/rouge-words.ts';
import { unicodeWords } from '../tokens/unicode-words.ts';

export interface RougePreset {
  readonly tokenise: (text: string) => string[];
}

/** The ways to compute ROUGE-L: the tokens of texts by `tokenise`, then `rougeL(…).f1`, then the mean over images. */
export const rougePresets = {
  /** rouge_score as it comes: lower case, a–z and 0–9, no stemmer. */
  default: { tokenise: rougeWords },
  /** rouge_score with `use_stemmer=True`, as MMFR-Dataset's own evaluation has it. */
  stem: { tokenise: stemmedRougeWords },
  /** Words of any script; the only one that sees Chinese, Arabic or accented letters. */
  'unicode-words': { tokenise: unicodeWords },
} as const satisfies Record<string, RougePreset>;
