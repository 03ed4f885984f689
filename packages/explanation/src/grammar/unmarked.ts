import { wordsOf } from './descriptions.ts';
import { readJson } from './json-regions.ts';
import type { JsonContent } from './json-regions.ts';
import { findJson } from './json-values.ts';
import type { FoundJson } from './json-values.ts';
import { readPlainLines } from './plain-lines.ts';
import type { PlainEvent } from './plain-lines.ts';
import { withoutFences } from './sentences.ts';

/** What a stretch of text says whose regions stand in it without markers. */
export type UnmarkedEvent =
  | PlainEvent
  | { kind: 'json'; content: JsonContent; whole: boolean; text: string }
  | { kind: 'unread'; text: string };

const languageName = /^[\w+-]*$/;

/** A text without the code fence that begins at its end. */
function withoutOpenFence(text: string): string {
  const trimmed = text.trimEnd();
  const at = trimmed.lastIndexOf('```');
  return at !== -1 && languageName.test(trimmed.slice(at + 3)) ? trimmed.slice(0, at) : text;
}

/** Where a text goes on after the code fence that ends at an index. */
function afterFence(text: string, at: number): number {
  const rest = text.slice(at).trimStart();
  return rest.startsWith('```') ? text.length - rest.length + 3 : at;
}

/** Brackets alone are text, unless they are the list of no region. */
const isText = ({ keys, whole, value }: FoundJson) => keys === 0 && (!whole || value instanceof Map);

const saysSomething = ({ regions, withoutBox, malformed }: JsonContent) =>
  regions.length + withoutBox.length + malformed.length > 0;

/** JSON that was written as a string: its quotation marks are escaped once more. */
const escapedKey = /[{,]\s*\\"\w+\\"\s*:/;

/** A key that is not: what is escaped stands in a string of it. */
const plainKey = /[{,]\s*["'“]\w+["'”]\s*:/;

/** A text whose JSON is escaped once more, without these escapes; any other as it is. */
export const withoutEscapes = (text: string): string =>
  escapedKey.test(text) && !plainKey.test(text) ? text.replaceAll('\\"', '"').replaceAll('\\n', '\n') : text;

/** Regions as JSON, and with `lines` those of the plain grammar around it; the rest is prose. Linear in the text. */
export function* readUnmarked(text: string, { lines }: { lines: boolean }): Generator<UnmarkedEvent> {
  let from = 0;
  let hasJson = false;
  function* around(until: string): Generator<UnmarkedEvent> {
    // What is left between two objects of a broken list is no prose.
    if (hasJson && wordsOf(until) === '') return;
    if (lines) yield* readPlainLines(withoutFences(until));
    else yield { kind: 'prose', text: until, ofRegions: false };
  }
  for (const found of findJson(text)) {
    const { start, end, value, whole, keys } = found;
    if (isText(found)) continue;
    const content = readJson(value);
    yield* around(withoutOpenFence(text.slice(from, start)));
    from = afterFence(text, end);
    hasJson = true;
    const written = text.slice(start, end);
    if (saysSomething(content) || keys === 0) yield { kind: 'json', content, whole, text: written };
    else yield { kind: 'unread', text: written };
  }
  yield* around(text.slice(from));
}
