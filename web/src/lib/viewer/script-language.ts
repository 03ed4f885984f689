/** Language, or at least script, that the letters of a text are written in; undefined for Latin letters, which many share. */
export function scriptLanguage(text: string): string | undefined {
  return scripts.find(([letters]) => letters.test(text))?.[1];
}

// Han alone is Chinese; with kana it is Japanese. Scripts of several languages are named without one.
const scripts: [RegExp, string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Greek}{3}/u, 'el'],
  [/\p{Script=Thai}/u, 'th'],
  [/\p{Script=Arabic}/u, 'und-Arab'],
  [/\p{Script=Cyrillic}/u, 'und-Cyrl'],
  [/\p{Script=Devanagari}/u, 'und-Deva'],
];
