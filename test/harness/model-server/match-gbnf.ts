/**
 * Whether a grammar in GBNF accepts a text: a plain interpreter, for grammars of one rule, `root`. It knows literals,
 * character classes, groups, alternatives and repetitions, and follows every way of reading the text at once.
 * Throws an Error for anything else.
 */
export function matchGbnf(grammar: string, text: string): boolean {
  const match = parseGbnf(grammar);
  return match(text, new Set([0])).has(text.length);
}

/** The text of a grammar that knows one text alone; null for any other. */
export function literalOfGbnf(grammar: string): string | null {
  const [, quoted] = /^root ::= "((?:[^"\\]|\\.)*)"\s*$/.exec(grammar) ?? [];
  return quoted === undefined ? null : unescape(quoted);
}

/** From the places reached so far to those reached behind. */
type Matcher = (text: string, starts: ReadonlySet<number>) => Set<number>;

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
const unescape = (text: string) =>
  text.replaceAll(/\\(.)/g, (_, character: string) => escapes[character] ?? character);

function parseGbnf(grammar: string): Matcher {
  const source = grammar.trim().replace(/^root ::= /, '');
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(pattern.source, 'ys');
    sticky.lastIndex = at;
    const found = sticky.exec(source);
    if (found) at = sticky.lastIndex;
    return found;
  };
  const choice = (): Matcher => {
    const options = [sequence()];
    while (take(/\s*\|\s*/)) options.push(sequence());
    return (text, starts) => new Set(options.flatMap((option) => [...option(text, starts)]));
  };
  const sequence = (): Matcher => {
    const parts: Matcher[] = [];
    for (take(/\s*/); at < source.length && !'|)'.includes(source[at] ?? ''); take(/\s*/))
      parts.push(repeated());
    return (text, starts) => parts.reduce((reached, part) => part(text, reached), new Set(starts));
  };
  const repeated = (): Matcher => {
    const inner = item();
    const [sign, least, most] = take(/[*+?]|\{(\d+),(\d*)\}/) ?? [];
    if (sign === undefined) return inner;
    const bounds: Record<string, [number, number]> = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] };
    return repeat(inner, ...(bounds[sign] ?? [Number(least), most ? Number(most) : Infinity]));
  };
  const item = (): Matcher => {
    const literal = take(/"((?:[^"\\]|\\.)*)"/)?.[1];
    if (literal !== undefined) return exactly(unescape(literal));
    const characters = take(/\[(\^?)((?:[^\]\\]|\\.)*)\]/);
    if (characters) return oneCharacter(new RegExp(characters[0], 'u'));
    if (!take(/\(/)) throw new Error(`cannot read the grammar at ${source.slice(at, at + 20)}`);
    const inner = choice();
    if (!take(/\)/)) throw new Error('a group of the grammar has no end');
    return inner;
  };
  const root = choice();
  if (at < source.length) throw new Error(`cannot read the grammar at ${source.slice(at, at + 20)}`);
  return root;
}

const exactly =
  (literal: string): Matcher =>
  (text, starts) =>
    new Set(
      [...starts].filter((start) => text.startsWith(literal, start)).map((start) => start + literal.length),
    );

const oneCharacter =
  (pattern: RegExp): Matcher =>
  (text, starts) =>
    new Set(
      [...starts].flatMap((start) => {
        const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
        return start < text.length && pattern.test(character) ? [start + character.length] : [];
      }),
    );

function repeat(inner: Matcher, least: number, most: number): Matcher {
  return (text, starts) => {
    const reached = new Set(least === 0 ? starts : []);
    let last: ReadonlySet<number> = starts;
    for (let times = 1; times <= most && last.size > 0; times += 1) {
      const next = inner(text, last);
      last = new Set([...next].filter((place) => times <= least || !reached.has(place)));
      if (times >= least) for (const place of last) reached.add(place);
    }
    return reached;
  };
}
