/** A bracketed list of numbers in a text: `text.slice(start, end)`. */
interface NumberGroup {
  start: number;
  end: number;
  numbers: number[];
}

/** Bracketed groups put together as boxes, with what could not be. */
export interface BoxLiteral {
  start: number;
  end: number;
  /** Four coordinates as written, unordered; null where the numbers make no box. */
  coordinates: [number, number, number, number] | null;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const SEPARATORS = /[\s,;]+/;
const BETWEEN_POINTS = /^[\s,;]*$/;
const CLOSER: Record<string, string> = { '[': ']', '(': ')' };

/** Whether a character can follow the bracket that opens a list of numbers. */
export const canBeginNumbers = (character: string) => /[\s\d+\-.,;]/.test(character);
const canContinueNumbers = (character: string) => /[\s\d+\-.,;e]/i.test(character);

/** The numbers of a list, or null where it holds anything else. */
function readNumbers(list: string): number[] | null {
  const words = list.split(SEPARATORS).filter((word) => word !== '');
  if (!words.every((word) => NUMBER.test(word))) return null;
  const numbers = words.map(Number);
  return numbers.every(Number.isFinite) ? numbers : null;
}

/**
 * The innermost bracketed lists of numbers, `[…]` or `(…)`. A list ends at the first character that cannot
 * belong to it, brackets among them, so no character is read for two lists.
 */
function* numberGroups(text: string): Generator<NumberGroup> {
  let at = 0;
  while (at < text.length) {
    const closer = CLOSER[text[at] ?? ''];
    at += 1;
    if (closer === undefined) continue;
    const start = at - 1;
    while (at < text.length && canContinueNumbers(text[at] ?? '')) at += 1;
    if (text[at] !== closer) continue;
    const numbers = readNumbers(text.slice(start + 1, at));
    if (numbers && numbers.length > 0) yield { start, end: at + 1, numbers };
  }
}

/**
 * The boxes of a text: `[x1, y1, x2, y2]` in either kind of bracket, or two points `(x1, y1), (x2, y2)` with
 * nothing but separators between. A square bracket around three or more than four numbers is a literal that
 * makes no box; other groups are text.
 */
export function boxLiterals(text: string): BoxLiteral[] {
  const literals: BoxLiteral[] = [];
  let point: NumberGroup | null = null;
  for (const group of numberGroups(text)) {
    const { start, end, numbers } = group;
    const [a, b, c, d] = numbers;
    if (numbers.length === 2 && a !== undefined && b !== undefined) {
      const [x1, y1] = point?.numbers ?? [];
      const follows = point !== null && BETWEEN_POINTS.test(text.slice(point.end, start));
      if (point && follows && x1 !== undefined && y1 !== undefined) {
        literals.push({ start: point.start, end, coordinates: [x1, y1, a, b] });
        point = null;
      } else {
        point = group;
      }
      continue;
    }
    point = null;
    if (a !== undefined && b !== undefined && c !== undefined && d !== undefined && numbers.length === 4) {
      literals.push({ start, end, coordinates: [a, b, c, d] });
    } else if (numbers.length > 2 && text[start] === '[') {
      literals.push({ start, end, coordinates: null });
    }
  }
  return literals;
}

const DECORATION = /^[\s,;()[\]]*$/;

/** The boxes that a box element holds, or null where any part of it is not a box. */
export function readBoxElement(content: string): [number, number, number, number][] | null {
  const [x1, y1, x2, y2, ...more] = readNumbers(content) ?? [];
  if (x1 !== undefined && y1 !== undefined && x2 !== undefined && y2 !== undefined && more.length === 0) {
    return [[x1, y1, x2, y2]];
  }
  const boxes: [number, number, number, number][] = [];
  let rest = '';
  let end = 0;
  for (const literal of boxLiterals(content)) {
    if (!literal.coordinates) return null;
    boxes.push(literal.coordinates);
    rest += content.slice(end, literal.start);
    end = literal.end;
  }
  rest += content.slice(end);
  return boxes.length > 0 && DECORATION.test(rest) ? boxes : null;
}
