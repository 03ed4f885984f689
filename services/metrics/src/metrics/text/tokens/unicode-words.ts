const unspaced = ['Han', 'Hira', 'Kana', 'Thai', 'Laoo', 'Khmr', 'Mymr']
  .map((script) => `\\p{scx=${script}}`)
  .join('');

/** A letter of a script written without spaces, or a run of letters, marks and numbers of the others. */
const words = new RegExp(
  String.raw`[\p{L}&&[${unspaced}]]\p{M}*|[[\p{L}\p{M}\p{N}]--[\p{L}&&[${unspaced}]]]+`,
  'gv',
);

/**
 * Words of any script, for languages in which rouge_score sees nothing: the text in lower case, runs of Unicode letters,
 * marks and numbers. Chinese, Japanese, Thai, Lao, Khmer and Burmese put no spaces between words: there each letter with
 * its marks is a word. Composed and decomposed letters stay different. On ASCII text the same tokens as rouge_score.
 */
export function unicodeWords(text: string): string[] {
  return text.toLowerCase().match(words) ?? [];
}
