import { boxLiterals } from './numbers.ts';

type Coordinates = [number, number, number, number];

/** What a line of the plain grammar says, with its text as written (neither folded nor unescaped). */
export type PlainEvent =
  | { kind: 'prose'; text: string }
  | { kind: 'region'; description: string; coordinates: Coordinates }
  | { kind: 'malformed'; text: string };

const LINE_BREAK = /[\n\r\u2028\u2029]/;
const BEFORE_BOX = new Set('[(');
const AFTER_BOX = new Set('])},;');

const isBlank = (text: string) => text.trim() === '';

/** Text without the separators and outer brackets that a list of boxes leaves after a box. */
function withoutListEnd(text: string): string {
  let start = 0;
  while (start < text.length && (AFTER_BOX.has(text[start] ?? '') || isBlank(text[start] ?? ''))) start += 1;
  return text.slice(start);
}

/** Text without the outer brackets that a list of boxes begins with. */
function withoutListStart(text: string): string {
  let end = text.length;
  while (end > 0 && (BEFORE_BOX.has(text[end - 1] ?? '') || isBlank(text[end - 1] ?? ''))) end -= 1;
  return text.slice(0, end);
}

/**
 * Reads the plain grammar: a region is a line `description [x1, y1, x2, y2]`; a line without a box is prose.
 * Several boxes after one description share it; text after a box describes the next box of its line, or is
 * prose where none follows.
 */
export class PlainLines {
  #line: string[] = [];
  /** The description of the last box of this line; null before its first. */
  #description: string | null = null;

  /** Reads on; the text may begin and end in the middle of a line. */
  *feed(text: string): Generator<PlainEvent> {
    let from = 0;
    for (const { start, end, coordinates } of boxLiterals(text)) {
      yield* this.#text(text.slice(from, start));
      from = end;
      if (coordinates) {
        yield { kind: 'region', description: this.#describe(), coordinates };
      } else {
        yield { kind: 'malformed', text: text.slice(start, end) };
        this.#describe();
      }
    }
    yield* this.#text(text.slice(from));
  }

  /** Ends the line. */
  *end(): Generator<PlainEvent> {
    const rest = this.#takeLine();
    this.#description = null;
    if (!isBlank(rest)) yield { kind: 'prose', text: rest };
  }

  *#text(text: string): Generator<PlainEvent> {
    const [first = '', ...lines] = text.split(LINE_BREAK);
    this.#line.push(first);
    for (const line of lines) {
      yield* this.end();
      this.#line.push(line);
    }
  }

  #takeLine(): string {
    const text = this.#line.join('');
    this.#line = [];
    return this.#description === null ? text : withoutListEnd(text);
  }

  #describe(): string {
    const text = withoutListStart(this.#takeLine());
    this.#description = isBlank(text) && this.#description !== null ? this.#description : text;
    return this.#description;
  }
}
