import { withoutDecoration, wordsOf } from './descriptions.ts';
import { boxLiterals } from './numbers.ts';
import type { WrittenBox } from './numbers.ts';

/** What a line of the plain grammar says, with its text as written (neither folded nor unescaped). */
export type PlainEvent =
  | { kind: 'prose'; text: string; ofRegions: boolean }
  | { kind: 'region'; description: string; written: WrittenBox }
  | { kind: 'malformed'; text: string };

const lineBreak = /[\n\r\u2028\u2029]/;
/** A sentence's end, and what follows up to the box. */
const lastSentence = /[.!?…]\s+(?=[^.!?…\s])|[。！？]/g;

/** What follows the last full stop of a text. */
function endOfSentences(text: string): string {
  let from = 0;
  for (const { index, 0: end } of text.matchAll(lastSentence)) from = index + end.length;
  return text.slice(from);
}

const listEnd = /^[\])}]*/;

function withoutListBegin(text: string): string {
  let end = text.length;
  while (end > 0 && '[({'.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

/** The words of a line without its boxes and the brackets of their lists. */
function withoutBoxes(pieces: readonly string[]): string {
  return pieces
    .map((piece, index) => {
      const isLast = index === pieces.length - 1;
      if (!isLast && wordsOf(piece) === '') return ' ';
      const start = index > 0 ? listEnd.exec(piece)?.[0].length : 0;
      const words = isLast ? piece.slice(start) : withoutListBegin(piece.slice(start));
      return /^\s*[,.;:!?]/.test(pieces[index + 1]?.slice(0, 10) ?? '') ? words.trimEnd() : words;
    })
    .join('');
}

/**
 * Reads a line of the plain grammar. A region is `description [x1, y1, x2, y2]`, a line without a box is prose. Several
 * boxes after one description share it; text after a box describes the next box. Where words follow the last box the line
 * is a sentence, or several: it is prose too, and a description is the part of its sentence before its box.
 */
function* readPlainLine(line: string): Generator<PlainEvent> {
  const literals = boxLiterals(line);
  if (literals.length === 0) {
    if (line.trim() !== '') yield { kind: 'prose', text: line, ofRegions: false };
    return;
  }
  const ends = [0, ...literals.map(({ end }) => end)];
  const pieces = [
    ...literals.map(({ start }, index) => line.slice(ends[index], start)),
    line.slice(ends.at(-1)),
  ];
  const isProse = wordsOf(pieces.at(-1) ?? '') !== '';
  let description = '';
  for (const [index, { start, end, written }] of literals.entries()) {
    const before = pieces[index] ?? '';
    description = wordsOf(withoutDecoration(isProse ? endOfSentences(before) : before)) || description;
    if (written) yield { kind: 'region', description, written };
    else yield { kind: 'malformed', text: line.slice(start, end) };
  }
  if (isProse) yield { kind: 'prose', text: withoutBoxes(pieces).trim(), ofRegions: true };
}

/** Reads lines of the plain grammar. */
export function* readPlainLines(text: string): Generator<PlainEvent> {
  for (const line of text.split(lineBreak)) yield* readPlainLine(line);
}
