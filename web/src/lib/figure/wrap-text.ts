/** Whole characters as readers see them: none is parted from its marks. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;

const capital = /[\p{Lu}%@]/u;

/** Widths of characters in em, by a wide font, DejaVu Sans; bold ones are wider. */
const widths = { wide: 1.02, capital: 0.72, other: 0.58, bold: 1.13 };

/** About how wide a text stands, in em. */
const widthOf = (text: string, bold: boolean): number =>
  [...graphemes.segment(text)].reduce(
    (sum, { segment }) =>
      sum + widths[wide.test(segment) ? 'wide' : capital.test(segment) ? 'capital' : 'other'],
    0,
  ) * (bold ? widths.bold : 1);

/** A word in pieces that each fit, at least one character each. */
function pieces(word: string, room: number, bold: boolean): string[] {
  const made: string[] = [];
  let piece = '';
  for (const { segment } of graphemes.segment(word)) {
    if (piece !== '' && widthOf(piece + segment, bold) > room) {
      made.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...made, piece];
}

/**
 * A text in lines, broken at spaces, and within words that are too long for a line.
 * @param room width of a line, in em
 */
export function wrapText(text: string, room: number, bold = false): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text
    .split(/\s+/)
    .filter((one) => one !== '')
    .flatMap((one) => pieces(one, room, bold))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer, bold) <= room) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return line === '' ? lines : [...lines, line];
}
