/** A letter of a script written without spaces, or a run of letters, marks and digits of the others. */
const words =
  /[\p{L}&&[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]\p{M}*|[[\p{L}\p{M}\p{N}]--[\p{L}&&[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]]+/gv;

/**
 * Words of any script, for languages in which rouge_score sees nothing: the text in lower case, runs of Unicode letters, marks and
 * numbers; each letter of Chinese, Japanese, Thai, Lao, Khmer and Burmese with its marks a word of its own, since these scripts put no spaces
 * between words. Composed and decomposed letters stay different. On ASCII text the same tokens as rouge_score.
 */
export function unicodeWords(text: string): string[] {
  return text.toLowerCase().match(words) ?? [];
}
