import type { MarkupName } from './markup.ts';
import { markerAt } from './markup.ts';

/**
 * How strings stand in raw text. Where a character would be read as markup, the serialisers write `&lt;`,
 * `&amp;` or `&#N;` (N: the decimal code point), and the parser reads these back; nothing else is escaped, and
 * a `&` that begins no such reference stands for itself.
 */
const REFERENCE = /&(?:lt|amp|#(\d{1,7}));/g;
const REFERENCE_HERE = new RegExp(REFERENCE.source, 'y');

const WHITE_SPACE_RUN = /\s+/g;
const WHITE_SPACE = /\s/;

/** The reference that begins at an index, e.g. `&#44;`, or undefined. */
export function referenceAt(text: string, at: number): string | undefined {
  REFERENCE_HERE.lastIndex = at;
  return REFERENCE_HERE.exec(text)?.[0];
}

const isWhiteSpace = (character: string) => WHITE_SPACE.test(character);

/** Runs of white space (JavaScript's `\s`) become one space; none is left at the ends. */
export function foldWhiteSpace(text: string): string {
  return text.replace(WHITE_SPACE_RUN, ' ').trim();
}

/**
 * Text that any store can hold: U+0000 (which PostgreSQL refuses) and surrogates without their partner (which
 * UTF-8 cannot express) become U+FFFD.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

function isStorable(codePoint: number): boolean {
  return codePoint > 0 && codePoint <= 0x10_ff_ff && !(codePoint >= 0xd8_00 && codePoint <= 0xdf_ff);
}

/** Reads the references of a text. */
export function unescapeText(text: string): string {
  return text.replace(REFERENCE, (reference: string, digits: string | undefined) => {
    if (digits === undefined) return reference === '&lt;' ? '<' : '&';
    const codePoint = Number(digits);
    return isStorable(codePoint) ? String.fromCodePoint(codePoint) : reference;
  });
}

const reference = (character: string) => {
  if (character === '<') return '&lt;';
  if (character === '&') return '&amp;';
  return `&#${character.codePointAt(0)};`;
};

export interface Escaping {
  markup: MarkupName;
  /** Keep white space that folding would lose; otherwise the text is taken to be folded. */
  exactWhiteSpace: boolean;
  /** Keep the first and the last character, whatever is taken off the ends of a text where this one stands. */
  exactEnds?: boolean;
  /** Further characters that would be read as something else where this text stands. */
  isSpecial?: (character: string, next: string | undefined) => boolean;
}

/** Writes a text so that `unescapeText(foldWhiteSpace(…))` gives it back. */
export function escapeText(
  text: string,
  { markup, exactWhiteSpace, exactEnds, isSpecial }: Escaping,
): string {
  const characters = Array.from(text);
  let at = 0;
  return characters
    .map((character, index) => {
      const before = characters[index - 1];
      const next = characters[index + 1];
      const special =
        (character === '<' && markerAt(text, at, markup) !== undefined) ||
        (character === '&' && referenceAt(text, at) !== undefined) ||
        (exactWhiteSpace &&
          isWhiteSpace(character) &&
          (character !== ' ' || before === undefined || next === undefined || before === ' ')) ||
        (exactEnds === true && (before === undefined || next === undefined)) ||
        isSpecial?.(character, next) === true;
      at += character.length;
      return special ? reference(character) : character;
    })
    .join('');
}
