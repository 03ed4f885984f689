/** A JSON value as a text holds it. A list tells whether its bracket was closed: a number at a cut may lack digits. */
export type JsonValue = string | number | boolean | null | JsonList | JsonObject;
export interface JsonList {
  items: JsonValue[];
  closed: boolean;
}
export type JsonObject = Map<string, JsonValue>;

/** A list or an object in a text, `text.slice(start, end)`; `whole` unless it breaks off or goes wrong at `end`. */
export interface FoundJson {
  start: number;
  end: number;
  value: JsonList | JsonObject;
  whole: boolean;
  /** How many keys were read. */
  keys: number;
}

/** What is deeper than this is no answer, and must not make a reader of values recurse without end. */
const deepest = 50;

const blanks = /\s*/y;
/** White space and comments to the end of their lines. */
const blanksAndComments = /(?:\s+|\/\/[^\n\r]*)*/y;
const word = /[\w+\-.]+/y;
const literals = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
  // As Python writes them.
  ['True', true],
  ['False', false],
  ['None', null],
  ['NaN', null],
]);
const finite = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Punctuation of JSON as Chinese keyboards write it. */
const punctuation = new Map([
  ['｛', '{'],
  ['｝', '}'],
  ['［', '['],
  ['］', ']'],
  ['：', ':'],
  ['，', ','],
]);
/** Brackets of Python's tuples. */
const tupleBrackets = new Map([
  ['(', '['],
  [')', ']'],
]);

/** A character outside of strings, as JSON has it. */
function plainAt(text: string, at: number): string | undefined {
  const character = text[at];
  return character === undefined ? undefined : (punctuation.get(character) ?? character);
}

function skip(what: RegExp, text: string, at: number): number {
  what.lastIndex = at;
  what.test(text);
  return what.lastIndex;
}
const skipBlanks = (text: string, at: number) => skip(blanks, text, at);

interface ReadString {
  value: string;
  end: number;
  closed: boolean;
}

/** A key in quotation marks: where one begins inside a string, the string was never closed. */
const quotedKey = /["'“”＂]\w+["'“”＂]\s*[:：]/y;
/** Curly ones are what word processors make of them. */
const marks = new Set(['"', "'", '“', '”', '＂']);
/** Characters; a string that goes on for more lines was never closed. */
const longestOverLines = 1_000;
const jsonBegins = /[{[,\s]/;

/**
 * Reads a string from its opening quotation mark. A quotation mark ends it only where a value can end, so that one that a
 * model forgot to escape does not. A key that begins ends it too, as one that was never closed: at its first line break, if
 * it has one. A code fence is then no part of it.
 */
function readString(text: string, start: number): ReadString {
  const mark = text[start];
  const parts: string[] = [];
  let from = start + 1;
  let at = from;
  /** How it stood at its first line break. */
  let firstLine: { parts: number; from: number; at: number } | null = null;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\n' || character === '\r') firstLine ??= { parts: parts.length, from, at };
    if (firstLine && at - firstLine.at > longestOverLines) break;
    if (character === '\\') {
      const escaped = text[at + 1];
      if (escaped === undefined) break;
      const code = /^[0-9a-f]{4}$/i.exec(text.slice(at + 2, at + 6))?.[0];
      parts.push(text.slice(from, at));
      if (escaped === 'u' && code) {
        parts.push(String.fromCharCode(Number.parseInt(code, 16)));
        at += 5;
      } else {
        parts.push(escapes[escaped] ?? escaped);
        at += 1;
      }
      from = at + 1;
    } else if (character === mark || (mark === '“' && character === '”')) {
      const after = skipBlanks(text, at + 1);
      const next = plainAt(text, after);
      if (isKeyAt(text, at)) break;
      if (next === undefined || ',:]}'.includes(next) || text.startsWith('//', after)) {
        return { value: parts.join('') + text.slice(from, at), end: at + 1, closed: true };
      }
    }
  }
  if (firstLine) {
    parts.length = firstLine.parts;
    ({ from, at } = firstLine);
  }
  while (at > from && jsonBegins.test(text[at - 1] ?? '')) at -= 1;
  const [value = ''] = (parts.join('') + text.slice(from, at)).split('```');
  return { value, end: at, closed: false };
}

interface OpenContainer {
  value: JsonList | JsonObject;
  /** The key whose value comes next. */
  key: string | null;
}

function put({ value, key }: OpenContainer, child: JsonValue): void {
  if (value instanceof Map) value.set(key ?? '', child);
  else value.items.push(child);
}

/**
 * Reads one list or object from its bracket on, as far as it goes: with single, double or curly quotation marks, bare keys,
 * Python's literals, and commas too many or too few. Every character is read once.
 */
function readContainer(text: string, start: number): Omit<FoundJson, 'start'> {
  const root: JsonList | JsonObject = plainAt(text, start) === '{' ? new Map() : { items: [], closed: false };
  const open: OpenContainer[] = [{ value: root, key: null }];
  let keys = 0;
  const stop = (end: number, whole: boolean) => ({ value: root, end, whole, keys });
  let at = start + 1;
  for (;;) {
    const top = open.at(-1);
    if (!top) return stop(at, true);
    at = skip(blanksAndComments, text, at);
    const written = plainAt(text, at);
    const character = written && (tupleBrackets.get(written) ?? written);
    if (character === undefined) return stop(at, false);
    const inObject = top.value instanceof Map;
    if (top.key === null && character === ',') {
      at += 1;
    } else if (top.key === null && character === (inObject ? '}' : ']')) {
      if (!(top.value instanceof Map)) top.value.closed = true;
      open.pop();
      const parent = open.at(-1);
      if (parent) parent.key = null;
      at += 1;
    } else if (inObject && top.key === null) {
      const key = readKey(text, at);
      if (!key) return stop(at, false);
      top.key = key.value;
      keys += 1;
      at = key.end;
    } else if (!inObject && open.length > 1 && (character === '}' || isKeyAt(text, at))) {
      // A list whose bracket is missing, as its object goes on, or ends.
      if (!(top.value instanceof Map)) top.value.closed = true;
      open.pop();
      const parent = open.at(-1);
      if (!(parent?.value instanceof Map)) return stop(at, false);
      parent.key = null;
    } else if (character === '{' || character === '[') {
      if (open.length === deepest) return stop(at, false);
      const value: JsonList | JsonObject = character === '{' ? new Map() : { items: [], closed: false };
      put(top, value);
      open.push({ value, key: null });
      at += 1;
    } else {
      const scalar = readScalar(text, at);
      if (!scalar) return stop(at, false);
      put(top, scalar.value);
      at = scalar.end;
      if (!scalar.closed) return stop(at, false);
      top.key = null;
    }
  }
}

/** A key with its colon. */
function readKey(text: string, at: number): { value: string; end: number } | null {
  let read: ReadString;
  if (marks.has(text[at] ?? '')) {
    read = readString(text, at);
  } else {
    word.lastIndex = at;
    const value = word.exec(text)?.[0];
    if (value === undefined) return null;
    read = { value, end: at + value.length, closed: true };
  }
  const colon = skipBlanks(text, read.end);
  return read.closed && plainAt(text, colon) === ':' ? { value: read.value, end: colon + 1 } : null;
}

/** Whether a key in quotation marks begins at an index. */
function isKeyAt(text: string, at: number): boolean {
  quotedKey.lastIndex = at;
  return quotedKey.test(text);
}

function readScalar(
  text: string,
  at: number,
): { value: string | number | boolean | null; end: number; closed: boolean } | null {
  if (marks.has(text[at] ?? '')) return readString(text, at);
  word.lastIndex = at;
  const written = word.exec(text)?.[0];
  if (written === undefined) return null;
  const end = at + written.length;
  const literal = literals.get(written);
  if (literal !== undefined) return { value: literal, end, closed: true };
  return finite.test(written) ? { value: Number(written), end, closed: true } : null;
}

/** Whether a bracket can begin JSON that is more than numbers: `{`, or `[` before an object or its own end. */
function canBegin(text: string, at: number): boolean {
  const character = plainAt(text, at);
  if (character === '{') return true;
  const next = plainAt(text, skipBlanks(text, at + 1));
  return next === '{' || next === ']';
}

/**
 * The lists of objects and the objects in a text, in order, whole or not. Reading goes on where one ends or goes wrong,
 * never before, so that the work is linear in the text.
 */
export function* findJson(text: string): Generator<FoundJson> {
  const bracket = /[{[｛［]/g;
  for (let found = bracket.exec(text); found; found = bracket.exec(text)) {
    const start = found.index;
    if (!canBegin(text, start)) continue;
    const read = readContainer(text, start);
    yield { start, ...read };
    bracket.lastIndex = Math.max(read.end, start + 1);
  }
}
