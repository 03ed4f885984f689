/** Letters of scripts that put no spaces between words. */
const unspacedLetter =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/gu;
const letter = /\p{L}/gu;
const kana = /[\p{sc=Hiragana}\p{sc=Katakana}]/u;
const han = /\p{sc=Han}/u;
/** The first character of any of these scripts. */
const first = /[\u0e00-\u{3ffff}]/u;

/** How a language writes its words; `chinese` is unspaced too, with tokens of its own. */
export type Writing = 'spaced' | 'unspaced' | 'chinese';

/** Languages that put no spaces between words, by their subtag (ISO 639). */
const unspacedLanguages = new Map<string, Writing>([
  ...['zh', 'yue', 'wuu', 'nan', 'hak', 'cmn'].map((language) => [language, 'chinese'] as const),
  ...['ja', 'th', 'lo', 'km', 'my'].map((language) => [language, 'unspaced'] as const),
]);

/**
 * How texts are written: as their language says, and where that is not told, by their letters. `unspaced` are texts of which
 * half of the letters or more are Chinese, Japanese, Thai, Lao, Khmer or Burmese: tokenisers for other languages see no words
 * in them. `chinese` are those of them with Chinese characters and no kana; a short Japanese text can look so.
 * @param language BCP 47 tag
 */
export function writingOf(texts: readonly string[], language: string | null): Writing {
  if (language !== null) return unspacedLanguages.get(new Intl.Locale(language).language) ?? 'spaced';
  const all = texts.join(' ');
  if (!first.test(all)) return 'spaced';
  const unspaced = count(all, unspacedLetter);
  if (unspaced === 0 || 2 * unspaced < count(all, letter)) return 'spaced';
  return han.test(all) && !kana.test(all) ? 'chinese' : 'unspaced';
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
