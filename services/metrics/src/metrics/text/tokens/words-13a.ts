import { isPythonSpace, pythonStripEnd } from './python-split.ts';

const word = 0;
const space = 1;
const symbol = 2;
const stop = 3;
const dash = 4;

/** What each ASCII character is to 13a; `'` is part of words. */
const kinds = new Uint8Array(128);
for (let code = 0; code < 128; code++) if (isPythonSpace(code)) kinds[code] = space;
for (const character of '!"#$%&()*+/:;<=>?@[\\]^_`{|}~') kinds[character.charCodeAt(0)] = symbol;
for (const character of '.,') kinds[character.charCodeAt(0)] = stop;
kinds['-'.charCodeAt(0)] = dash;

const kindOf = (code: number): number =>
  code < 128 ? (kinds[code] ?? word) : isPythonSpace(code) ? space : word;

/** Whether the code unit at `at` is one of 0–9; false outside the text. */
function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** Removes `<skipped>`, joins words hyphenated over lines and decodes four entities, in mteval's order: `&amp;lt;` becomes `<`. */
function unescaped(text: string): string {
  let line = pythonStripEnd(text);
  if (line.includes('<skipped>')) line = line.replaceAll('<skipped>', '');
  if (line.includes('-\n')) line = line.replaceAll('-\n', '');
  if (!line.includes('&')) return line;
  return line
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
}

/**
 * Tokens of mteval-v13a as sacrebleu 2.6.0 makes them (`tokenize="13a"`), case kept.
 *
 * ASCII symbols are tokens of their own, except `'` (part of its word), `-` (split off only after a digit) and `.` and
 * `,` (part of a number between two digits: `1,024.50`). Other scripts are split at white space only; composed and decomposed
 * letters stay different. Written as one pass over the text instead of sacrebleu's four substitutions, which
 * consume what they match: of several `.` and `,` in a row the last one therefore stays with a following digit
 * if their number is even (odd after a digit).
 */
export function words13a(text: string): string[] {
  const line = unescaped(text);
  const tokens: string[] = [];
  let start = -1;
  let at = 0;
  while (at < line.length) {
    const kind = kindOf(line.charCodeAt(at));
    if (kind === word || (kind === dash && !isDigit(line, at - 1))) {
      if (start < 0) start = at;
      at++;
      continue;
    }
    if (kind !== stop) {
      if (start >= 0) tokens.push(line.slice(start, at));
      start = -1;
      if (kind !== space) tokens.push(line.charAt(at));
      at++;
      continue;
    }
    let end = at + 1;
    while (end < line.length && kindOf(line.charCodeAt(end)) === stop) end++;
    const afterDigit = isDigit(line, at - 1);
    const lastStays = isDigit(line, end) && (end - at) % 2 === (afterDigit ? 1 : 0);
    if (!(lastStays && end - at === 1)) {
      if (start >= 0) tokens.push(line.slice(start, at));
      const splitUntil = lastStays ? end - 1 : end;
      while (at < splitUntil) tokens.push(line.charAt(at++));
      start = lastStays ? at : -1;
    }
    at = end;
  }
  if (start >= 0) tokens.push(line.slice(start));
  return tokens;
}
