const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** The words of a text in lower case; where a script has no blanks between words, as a dictionary cuts them. */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  if (!spaceless.test(lower)) return lower.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
  return [...segmenter.segment(lower)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

/** Sentences of a text: what ends with a full stop before white space, with a line, or with the text. */
export const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.!?…])\s+|(?<=[。！？])|[\r\n]+/).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
