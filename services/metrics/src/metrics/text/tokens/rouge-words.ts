import { porterStem } from '../porter-stem.ts';

/**
 * Tokens of rouge_score 0.1.2: the text in lower case, runs of a–z and 0–9. All else separates, letters with accents and other
 * scripts too: `Cristóbal` gives `crist` and `bal`, Chinese text no token at all.
 */
export function rougeWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** Tokens of rouge_score with `use_stemmer=True`: as {@link rougeWords}, words of more than 3 letters stemmed. */
export function stemmedRougeWords(text: string): string[] {
  return stemRougeWords(rougeWords(text));
}

/** {@link stemmedRougeWords} of a text from its {@link rougeWords}. */
export function stemRougeWords(words: readonly string[]): string[] {
  return words.map((word) => (word.length > 3 ? porterStem(word) : word));
}
