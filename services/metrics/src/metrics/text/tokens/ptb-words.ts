/** Tokens that COCO's evaluation drops. The tokeniser has written them in lower case, so brackets (`-lrb-`) stay. */
const dropped = /^(?:['’‘`"“”«»]+|[.?!,:;…]|\.{2,}|[-‐‑]|-{2,4}|[–—―]+)$/;

/** What the tokeniser cannot read, and spaces written as entities. */
const ignored = /^(?:\s|[\u{10000}-\u{10ffff}\p{Cs}])$/u;

const entities = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&nbsp;', ' '],
]);

/** How the tokeniser rewrites single tokens. */
const rewritten = new Map([
  ['(', '-lrb-'],
  [')', '-rrb-'],
  ['[', '-lsb-'],
  [']', '-rsb-'],
  ['{', '-lcb-'],
  ['}', '-rcb-'],
  ['€', '$'],
  ['£', '#'],
  ['½', '1/2'],
  ['¼', '1/4'],
  ['¾', '3/4'],
  ['⅓', '1/3'],
  ['⅔', '2/3'],
]);

/** Words that become two; the number says where. */
const split = new Map([
  ['cannot', 3],
  ['gonna', 3],
  ['gotta', 3],
  ['wanna', 3],
  ['gimme', 3],
  ['lemme', 3],
]);

const contraction = /^(n?)’(t|s|m|d|re|ve|ll)$/;

const letter = String.raw`[\p{L}\p{M}]`;
const alphanumeric = String.raw`[\p{L}\p{M}\p{Nd}]`;
const apostrophe = "['’]";

/** Of the patterns that fit at a place the longest decides, of equally long ones the first. Bounded where they look far ahead. */
const patterns = [
  // A word, also several without a space between: `metallic.The`.
  `${letter}${alphanumeric}*(?:[.!?]${letter}${alphanumeric}*)*`,
  String.raw`\p{Nd}+${letter}${alphanumeric}*`,
  `n${apostrophe}t(?!${alphanumeric})`,
  String.raw`(?:[dlo]${apostrophe}${letter}+|ma${apostrophe}am|y${apostrophe}(?=all))`,
  String.raw`${apostrophe}(?:[smd]|re|ve|ll)(?!${alphanumeric})`,
  String.raw`${apostrophe}(?:em|n${apostrophe}?(?!${alphanumeric})|(?<!\d'|\d’)\d\ds?|t(?=is\b|was\b))`,
  // Hyphenated, joined by slashes or underscores; `AT&T`.
  String.raw`${alphanumeric}(?:${alphanumeric}|[.,]){0,100}(?:-[\p{L}\p{M}\p{Nd}]+)+`,
  String.raw`[a-z0-9]+(?:-[a-z]+){0,2}(?:\/[a-z0-9]+(?:-[a-z]+){0,2}){1,2}`,
  String.raw`[a-z0-9]+(?:_[a-z0-9]+)+`,
  String.raw`(?-i:[A-Z]+(?:[+&][A-Z]+)+)`,
  // Numbers, times, dates.
  String.raw`[-+]?(?:\p{Nd}+(?:[.:,]\p{Nd}+)*|(?:[.:,]\p{Nd}+)+)`,
  String.raw`\d{1,2}[-\/]\d{1,2}[-\/]\d{2,4}`,
  // Abbreviations.
  String.raw`[a-z](?:\.[a-z])*\.(?!${letter})`,
  String.raw`(?:mr|mrs|ms|dr|prof|st|vs|etc|inc|ltd|co|corp|jr|sr|dept|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|e\.g|i\.e|ph\.d)\.(?!${letter})`,
  String.raw`(?:no|fig|nos|figs|eq)\.(?=\s?\d)`,
  // Addresses, markup, tags.
  String.raw`https?:\/\/[^\s"<>|\(\)\[\]\{\}]+[^\s"<>|\(\)\[\]\{\}.,;:!?'-]`,
  String.raw`[a-z0-9._%+\-]{1,64}@[a-z0-9.\-]{0,100}[a-z0-9]`,
  String.raw`<\/?[a-z][^<>]{0,200}>`,
  String.raw`[#@][a-z]\w*`,
  '&(?:amp|lt|gt|quot|apos|nbsp);',
  String.raw`&#\d+;`,
  // Runs of one sign, and any other character by itself.
  String.raw`[!?]+|\.{2,}|-{2,}|_+|\*+|@+|#+|'{1,2}|\x60{1,2}|us\$`,
  '[^]',
].map((source) => new RegExp(source, 'iuy'));

const spaces = /[\s\u200b\ufeff]+/y;
/** What needs no choice, as nearly all of prose: words and marks with an end after them. */
const plain = /[A-Za-z]+(?=[,;]?(?:\s|$))|[A-Za-z]{5,}(?=\.(?:\s|$))|[,;:.)\]}"](?=\s|$)|[([{"](?=[A-Za-z])/y;
/** What is before the `n't` of `doesn't`, a token of its own. */
const beforeNot = new RegExp(`${letter}+?(?=n${apostrophe}t(?!${alphanumeric}))`, 'iuy');

function lexeme(text: string, at: number): string {
  plain.lastIndex = at;
  const simple = plain.exec(text)?.[0];
  if (simple !== undefined) return simple;
  beforeNot.lastIndex = at;
  const negated = beforeNot.exec(text)?.[0];
  if (negated !== undefined) return negated;
  let longest = '';
  for (const pattern of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && found.length > longest.length) longest = found;
  }
  return longest;
}

/**
 * Tokens as COCO's caption evaluation makes them (pycocoevalcap 1.2, `PTBTokenizer.tokenize`): Penn Treebank tokens of
 * Stanford's PTBTokenizer (CoreNLP 3.4.1, `-preserveLines -lowerCase`) without punctuation. Lower case; contractions in
 * two (`does n't`), hyphenated words and decimal numbers in one, brackets kept as `-lrb-`, `-rrb-`.
 *
 * Covers English prose. Stanford's tokeniser knows more: long lists of abbreviations, telephone numbers, smileys, file
 * names, spaced fractions and soft hyphens may come out otherwise.
 */
export function ptbWords(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = plainWordEnd(text, at);
    if (end > at) {
      push(tokens, text.slice(at, end).toLowerCase());
      at = end;
      continue;
    }
    if (text.charCodeAt(at) === space) {
      at++;
      continue;
    }
    spaces.lastIndex = at;
    at += spaces.exec(text)?.[0].length ?? 0;
    const found = lexeme(text, at);
    // What no pattern takes is a space at the end.
    if (found === '') break;
    at += found.length;
    const token = entities.get(found) ?? found.toLowerCase();
    if (dropped.test(token) || ignored.test(token)) continue;
    push(tokens, token);
  }
  return tokens;
}

function push(tokens: string[], token: string): void {
  const cut = split.get(token);
  if (cut !== undefined) tokens.push(token.slice(0, cut), token.slice(cut));
  else
    tokens.push(rewritten.get(token) ?? (token.includes('’') ? token.replace(contraction, "$1'$2") : token));
}

const space = ' '.charCodeAt(0);

/**
 * Where a word of ASCII letters ends that begins here and has a space, or a comma or semicolon and a space after it, as nearly all of
 * prose: `plain` without its cost. `at` where no such word begins.
 */
function plainWordEnd(text: string, at: number): number {
  let end = at;
  for (let code = text.charCodeAt(end); isLetter(code); code = text.charCodeAt(end)) end++;
  const after = text.charCodeAt(end);
  if (after === space || end === text.length) return end;
  const isMark = after === comma || after === semicolon;
  return isMark && (text.charCodeAt(end + 1) === space || end + 1 === text.length) ? end : at;
}

const [comma, semicolon] = [','.charCodeAt(0), ';'.charCodeAt(0)];
const isLetter = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
