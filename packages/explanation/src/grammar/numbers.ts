import type { Box } from '../types.ts';

/** A bracketed list of numbers in a text: `text.slice(start, end)`. */
interface NumberGroup {
  start: number;
  end: number;
  numbers: number[];
}

/** A box as written, its corners unordered. */
export interface WrittenBox {
  box: Box;
  /** The rectangle around a quadrilateral or another polygon, which was what stood there. */
  polygon: boolean;
  /** Whether what stood there says which number is which side: no order is to be applied then. */
  hasNamedSides?: true;
}

/** Bracketed groups put together as boxes, with what could not be. */
export interface BoxLiteral {
  start: number;
  end: number;
  /** Null where the numbers make no box. */
  written: WrittenBox | null;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const SEPARATORS = /[\s,;]+/;
const BETWEEN_POINTS = /^[\s,;]*$/;
const isBlank = (character: string | undefined) => character !== undefined && /\s/.test(character);
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

/** Four numbers are two corners; six and more, in pairs, are the points of a polygon. Null where they make no box. */
export function boxAround(numbers: readonly number[]): WrittenBox | null {
  const [a, b, c, d] = numbers;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
  if (numbers.length === 4) return { box: [a, b, c, d], polygon: false };
  if (numbers.length % 2 === 1) return null;
  const box: Box = [a, b, a, b];
  for (let index = 2; index < numbers.length; index += 2) {
    const [x = a, y = b] = numbers.slice(index, index + 2);
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return { box, polygon: true };
}

/** A list of numbers alone is a box of two corners, or a quadrilateral of four. */
const boxOfList = (numbers: readonly number[]) =>
  numbers.length === 4 || numbers.length === 8 ? boxAround(numbers) : null;

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

/** A list of three points or more, `[[x1, y1], [x2, y2], [x3, y3]]`, with its brackets; null where they are in none. */
function polygonOf(text: string, points: readonly NumberGroup[]): BoxLiteral | null {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 3 || !first || !last || text[first.start] !== '[') return null;
  let start = first.start - 1;
  while (start >= 0 && isBlank(text[start])) start -= 1;
  let end = last.end;
  while (end < text.length && isBlank(text[end])) end += 1;
  if (text[start] !== '[' || text[end] !== ']') return null;
  return { start, end: end + 1, written: boxAround(points.flatMap(({ numbers }) => numbers)) };
}

/** Points with nothing but separators between: a polygon, or boxes of two each. */
function boxesOfPoints(text: string, points: readonly NumberGroup[]): BoxLiteral[] {
  const polygon = polygonOf(text, points);
  if (polygon) return [polygon];
  const literals: BoxLiteral[] = [];
  for (let index = 0; index + 1 < points.length; index += 2) {
    const [from, to] = points.slice(index, index + 2);
    if (!from || !to) continue;
    const written = boxAround([...from.numbers, ...to.numbers]);
    literals.push({ start: from.start, end: to.end, written });
  }
  return literals;
}

/**
 * The boxes of a text: `[x1, y1, x2, y2]` in either kind of bracket, or two points `(x1, y1), (x2, y2)` with
 * nothing but separators between; eight numbers in one bracket, and three points or more in one, are a polygon. A square
 * bracket around any other number of them above two is a literal that makes no box; other groups are text.
 */
export function boxLiterals(text: string): BoxLiteral[] {
  const literals: BoxLiteral[] = [];
  let points: NumberGroup[] = [];
  const endPoints = () => {
    for (const literal of boxesOfPoints(text, points)) literals.push(literal);
    points = [];
  };
  for (const group of numberGroups(text)) {
    const { start, end, numbers } = group;
    const last = points.at(-1);
    if (last && !(numbers.length === 2 && BETWEEN_POINTS.test(text.slice(last.end, start)))) endPoints();
    if (numbers.length === 2) {
      points.push(group);
      continue;
    }
    const written = boxOfList(numbers);
    if (written || (numbers.length > 2 && text[start] === '[')) literals.push({ start, end, written });
  }
  endPoints();
  return literals;
}

const DECORATION = /^[\s,;()[\]]*$/;

/** The boxes that a box element holds, or null where any part of it is not a box. */
export function readBoxElement(content: string): WrittenBox[] | null {
  const alone = boxOfList(readNumbers(content) ?? []);
  if (alone) return [alone];
  const boxes: WrittenBox[] = [];
  let rest = '';
  let end = 0;
  for (const literal of boxLiterals(content)) {
    if (!literal.written) return null;
    boxes.push(literal.written);
    rest += content.slice(end, literal.start);
    end = literal.end;
  }
  rest += content.slice(end);
  return boxes.length > 0 && DECORATION.test(rest) ? boxes : null;
}

/** The rectangle around the points that a quad element holds, or null where any part of it is no number. */
export function readQuadElement(content: string): WrittenBox[] | null {
  const numbers = readNumbers(content.replaceAll(/[()[\]]/g, ' '));
  const written = numbers && boxAround(numbers);
  return written && [written];
}
