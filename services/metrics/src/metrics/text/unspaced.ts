/** Letters of scripts that put no spaces between words. */
const unspacedLetter =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/gu;
const letter = /\p{L}/gu;
const kana = /[\p{sc=Hiragana}\p{sc=Katakana}]/u;
const han = /\p{sc=Han}/u;
/** The first character of any of these scripts. */
const first = /[\u0e00-\u{3ffff}]/u;

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/**
 * Whether texts are mostly, by half of their letters or more, in scripts without spaces between words: Chinese, Japanese,
 * Thai, Lao, Khmer, Burmese. Tokenisers for other languages see no words in them.
 */
export function areUnspaced(texts: readonly string[]): boolean {
  const all = texts.join(' ');
  if (!first.test(all)) return false;
  const unspaced = count(all, unspacedLetter);
  return unspaced > 0 && 2 * unspaced >= count(all, letter);
}

/** Whether texts are Chinese: unspaced, with Chinese characters and without kana. */
export const areChinese = (texts: readonly string[]): boolean =>
  areUnspaced(texts) && texts.some((text) => han.test(text)) && !texts.some((text) => kana.test(text));
