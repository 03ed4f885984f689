import { markerAt } from './markup.ts';
import type { MarkerRole, MarkupName } from './markup.ts';

/** A stretch `text.slice(start, end)`: a marker with its role, or the text between two markers. */
export interface Token {
  start: number;
  end: number;
  role: MarkerRole | 'text';
}

/**
 * Cuts a text into markers and what stands between them. The tokens tile the text. Each `<` is compared with
 * a fixed number of markers of at most 25 characters, so the work is linear in the text.
 */
export function* tokenise(text: string, markup: MarkupName): Generator<Token> {
  let textStart = 0;
  let at = text.indexOf('<');
  while (at !== -1) {
    const marker = markerAt(text, at, markup);
    if (marker) {
      if (textStart < at) yield { start: textStart, end: at, role: 'text' };
      textStart = at + marker.text.length;
      yield { start: at, end: textStart, role: marker.role };
    }
    at = text.indexOf('<', marker ? textStart : at + 1);
  }
  if (textStart < text.length) yield { start: textStart, end: text.length, role: 'text' };
}
