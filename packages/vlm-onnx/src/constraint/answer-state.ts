import type { ImageSize, Verdict } from '@fakexplain/explanation';

/** What an answer is written in: bytes, and the tokens that stand for markers or the end, which no bytes can write. */
export const symbols = { refStart: 256, refEnd: 257, boxStart: 258, boxEnd: 259, stop: 260 } as const;

/** Where free text stands; `tagged`: think has had its tag element. */
export type TextPlace = 'prose' | 'description' | 'tag';

/** How far an answer has come. */
export type AnswerState =
  /** Between the letters of markup, of which `rest` is yet to be written. */
  | {
      kind: 'markup';
      rest: string;
      leadsTo: 'prose' | 'tag' | 'tagged' | 'gap' | 'choice';
      regions: boolean;
      tagged: boolean;
    }
  | {
      kind: 'text';
      place: TextPlace;
      /** There is a region before this place. */
      regions: boolean;
      tagged: boolean;
      /** A visible character was written; only descriptions need it. */
      visible: boolean;
      /** After a `<`, which may begin markup. */
      afterLess: boolean;
      utf8: Utf8Rest | null;
    }
  | { kind: 'before-box'; tagged: boolean }
  | {
      kind: 'box';
      /** Which of `boxLayout` is being written. */
      item: number;
      /** Of that item. */
      written: string;
      /** The numbers before. */
      numbers: readonly number[];
      tagged: boolean;
    }
  /** Between think and verdict. */
  | { kind: 'gap'; regions: boolean }
  /** The verdict's word begins here. */
  | { kind: 'choice'; regions: boolean }
  | { kind: 'verdict'; rest: string }
  | { kind: 'end' };

/** What a box is written as; numbers stand for the corner's coordinate of that index. */
export const boxLayout: readonly (string | number)[] = ['(', 0, ',', 1, '),(', 2, ',', 3, ')'];

export const startState: AnswerState = {
  kind: 'markup',
  rest: '<think>',
  leadsTo: 'prose',
  regions: false,
  tagged: false,
};

/** What may stand after think: without a region the grammar knows no `generated`. */
export const verdictsAfter = (regions: boolean): readonly Verdict[] =>
  regions ? ['generated', 'real'] : ['real'];

const text = (place: TextPlace, regions: boolean, tagged: boolean): AnswerState => ({
  kind: 'text',
  place,
  regions,
  tagged,
  visible: false,
  afterLess: false,
  utf8: null,
});

/** Least and greatest value of a coordinate that leaves the box some area inside the image. */
export function coordinateRange(
  index: number,
  numbers: readonly number[],
  size: ImageSize,
): [number, number] {
  const side = index % 2 === 0 ? size.width : size.height;
  return index < 2 ? [0, side - 1] : [(numbers[index - 2] ?? 0) + 1, side];
}

/** Whether digits are a number in a range, or begin one. */
function fits(digits: string, [low, high]: [number, number]): { begins: boolean; is: boolean } {
  if (digits.length > 1 && digits.startsWith('0')) return { begins: false, is: false };
  const value = Number(digits);
  const is = digits !== '' && value >= low && value <= high;
  for (let from = value, to = value; from <= high; from = from * 10, to = to * 10 + 9) {
    if (to >= low) return { begins: true, is };
    if (from === 0) break;
  }
  return { begins: false, is };
}

/**
 * The state after a symbol, or null where no answer goes on so. The answers are those of FakeXplainer in the form of
 * Qwen2.5-VL: `<think>`, prose, regions (`<|object_ref_start|>description<|object_ref_end|><|box_start|>(x1,y1),(x2,y2)<|box_end|>`
 * with whole numbers that leave an area inside the image), at most one `<tag>…</tag>`, `</think>`, white space,
 * `<verdict>generated</verdict>` or `real`, the end. Each of them parses without loss (`parseExplanation`: `ok`,
 * unless signs alone describe a region).
 * In text a `<` stands only before white space, a digit or `=`, so that nothing reads as markup by accident.
 *
 * @param size of the image in the space that boxes count
 */
export function step(state: AnswerState, symbol: number, size: ImageSize): AnswerState | null {
  switch (state.kind) {
    case 'markup':
      return stepMarkup(state, symbol);
    case 'text':
      return stepText(state, symbol);
    case 'before-box':
      return symbol === symbols.boxStart
        ? { kind: 'box', item: 0, written: '', numbers: [], tagged: state.tagged }
        : null;
    case 'box':
      return stepBox(state, symbol, size);
    case 'gap':
      if (isBlank(symbol)) return state;
      return symbol === less
        ? { kind: 'markup', rest: 'verdict>', leadsTo: 'choice', regions: state.regions, tagged: true }
        : null;
    case 'choice': {
      const verdict = verdictsAfter(state.regions).find((word) => word.charCodeAt(0) === symbol);
      return verdict ? { kind: 'verdict', rest: `${verdict.slice(1)}</verdict>` } : null;
    }
    case 'verdict':
      if (state.rest.charCodeAt(0) !== symbol) return null;
      return state.rest.length === 1 ? { kind: 'end' } : { kind: 'verdict', rest: state.rest.slice(1) };
    case 'end':
      return null;
  }
}

function stepMarkup(state: AnswerState & { kind: 'markup' }, symbol: number): AnswerState | null {
  if (state.rest.charCodeAt(0) !== symbol) return null;
  if (state.rest.length > 1) return { ...state, rest: state.rest.slice(1) };
  const { regions, tagged } = state;
  switch (state.leadsTo) {
    case 'prose':
      return text('prose', regions, tagged);
    case 'tag':
      return text('tag', regions, true);
    case 'tagged':
      return text('prose', regions, true);
    case 'gap':
      return { kind: 'gap', regions };
    case 'choice':
      return { kind: 'choice', regions };
  }
}

const less = 0x3c;
const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** Whether a first byte begins only visible characters, as JavaScript's `\s` has it. */
const isVisible = (byte: number) =>
  (byte > 0x20 && byte < 0x7f) ||
  (byte >= 0xc3 && byte <= 0xe0) ||
  (byte >= 0xe4 && byte <= 0xee) ||
  byte >= 0xf0;

function stepText(state: AnswerState & { kind: 'text' }, symbol: number): AnswerState | null {
  if (state.utf8) {
    const utf8 = continueCharacter(state.utf8, symbol);
    return utf8 === undefined ? null : { ...state, utf8 };
  }
  if (state.afterLess) return stepAfterLess(state, symbol);
  if (symbol > 0xff) return stepMarker(state, symbol);
  if (symbol === less) return { ...state, afterLess: true };
  const utf8 = symbol === 0 ? undefined : beginCharacter(symbol);
  if (utf8 === undefined) return null;
  const visible = state.visible || (state.place === 'description' && isVisible(symbol));
  return utf8 === null && visible === state.visible ? state : { ...state, utf8, visible };
}

function stepAfterLess(state: AnswerState & { kind: 'text' }, byte: number): AnswerState | null {
  const { place, regions, tagged } = state;
  if (isBlank(byte) || isDigit(byte) || byte === 0x3d)
    return { ...state, afterLess: false, visible: state.visible || place === 'description' };
  const letter = String.fromCharCode(byte);
  if (place === 'prose' && letter === '/')
    return { kind: 'markup', rest: 'think>', leadsTo: 'gap', regions, tagged };
  if (place === 'prose' && letter === 't' && !tagged)
    return { kind: 'markup', rest: 'ag>', leadsTo: 'tag', regions, tagged };
  if (place === 'tag' && letter === '/')
    return { kind: 'markup', rest: 'tag>', leadsTo: 'tagged', regions, tagged };
  return null;
}

function stepMarker(
  { place, regions, tagged, visible }: AnswerState & { kind: 'text' },
  symbol: number,
): AnswerState | null {
  if (place === 'prose' && symbol === symbols.refStart) return text('description', regions, tagged);
  if (place === 'description' && visible && symbol === symbols.refEnd) return { kind: 'before-box', tagged };
  return null;
}

function stepBox(state: AnswerState & { kind: 'box' }, symbol: number, size: ImageSize): AnswerState | null {
  const item = boxLayout[state.item];
  if (item === undefined) return symbol === symbols.boxEnd ? text('prose', true, state.tagged) : null;
  if (symbol > 0x7f) return null;
  const written = state.written + String.fromCharCode(symbol);
  if (typeof item === 'string') {
    if (!item.startsWith(written)) return null;
    return written === item ? { ...state, item: state.item + 1, written: '' } : { ...state, written };
  }
  const range = coordinateRange(item, state.numbers, size);
  if (isDigit(symbol)) return fits(written, range).begins ? { ...state, written } : null;
  if (!fits(state.written, range).is) return null;
  const numbers = [...state.numbers, Number(state.written)];
  return stepBox({ ...state, item: state.item + 1, written: '', numbers }, symbol, size);
}

/** A character of UTF-8 that is not complete: how many bytes are missing, and which the next one may be. */
export interface Utf8Rest {
  missing: number;
  low: number;
  high: number;
}

const rest = (missing: number, low = 0x80, high = 0xbf): Utf8Rest => ({ missing, low, high });

/** What a first byte leaves to be written; null for a byte that is a whole character, undefined where none begins with it. */
export function beginCharacter(byte: number): Utf8Rest | null | undefined {
  if (byte < 0x80) return null;
  if (byte >= 0xc2 && byte <= 0xdf) return rest(1);
  if (byte === 0xe0) return rest(2, 0xa0);
  if (byte === 0xed) return rest(2, 0x80, 0x9f);
  if (byte >= 0xe1 && byte <= 0xef) return rest(2);
  if (byte === 0xf0) return rest(3, 0x90);
  if (byte >= 0xf1 && byte <= 0xf3) return rest(3);
  if (byte === 0xf4) return rest(3, 0x80, 0x8f);
  return undefined;
}

/** What is left after a further byte; null: nothing, undefined: the byte does not fit. */
export function continueCharacter(
  { missing, low, high }: Utf8Rest,
  byte: number,
): Utf8Rest | null | undefined {
  if (byte < low || byte > high) return undefined;
  return missing === 1 ? null : rest(missing - 1);
}
