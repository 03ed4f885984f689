import { wordsOf } from './tokens.ts';
import type { ShownParts } from './traits.ts';

/** Most words of a phrase. */
const longest = 4;
/** Fewest explanations that a phrase must occur in to be looked at. */
const fewestUses = 4;

/** Which phrases occur in which explanations. */
export interface PhraseTable {
  /** By number. */
  phrases: string[];
  /** For each explanation the numbers of the phrases in it, each once. */
  inRow: Int32Array[];
}

/** All phrases of up to four words within one text, and tags as `tag: …`; those in few explanations are left out. */
export function tablePhrases(shown: readonly ShownParts[]): PhraseTable {
  const found = shown.map(phrasesOf);
  const uses = new Map<string, number>();
  for (const phrases of found) for (const phrase of phrases) uses.set(phrase, (uses.get(phrase) ?? 0) + 1);
  const phrases = [...uses].filter(([, count]) => count >= fewestUses).map(([phrase]) => phrase);
  const numberOf = new Map(phrases.map((phrase, number) => [phrase, number]));
  const inRow = found.map((own) =>
    Int32Array.from([...own].map((phrase) => numberOf.get(phrase) ?? -1).filter((number) => number >= 0)),
  );
  return { phrases, inRow };
}

function phrasesOf({ tags = [], reasoning, regions }: ShownParts): Set<string> {
  const found = new Set(tags.map((tag) => `tag: ${tag.toLowerCase()}`));
  for (const text of [reasoning, ...regions.map(({ description }) => description)]) {
    const words = wordsOf(text);
    for (const start of words.keys())
      for (let end = start + 1; end <= Math.min(start + longest, words.length); end++)
        found.add(words.slice(start, end).join(' '));
  }
  return found;
}

/**
 * The phrases whose rates differ most between the two classes of the rows given, by the two-proportion z of at least 2; of
 * two that hold one another and occur equally often, the longer one.
 *
 * @param rows numbers of the rows that may be looked at: those of training
 * @returns numbers of phrases, the most telling first
 */
export function choosePhrases(
  { phrases, inRow }: PhraseTable,
  rows: Uint32Array,
  positive: Uint8Array,
  most: number,
): number[] {
  const ofPositive = new Uint32Array(phrases.length);
  const ofOther = new Uint32Array(phrases.length);
  let positives = 0;
  for (const row of rows) {
    const counts = positive[row] === 1 ? ofPositive : ofOther;
    positives += positive[row] ?? 0;
    for (const phrase of inRow[row] ?? []) counts[phrase] = (counts[phrase] ?? 0) + 1;
  }
  const others = rows.length - positives;
  const telling = phrases
    .map((phrase, number) => {
      const [a, b] = [ofPositive[number] ?? 0, ofOther[number] ?? 0];
      const rate = (a + b) / rows.length;
      const spread = Math.sqrt(rate * (1 - rate) * (1 / positives + 1 / others));
      return { phrase, number, a, b, z: spread > 0 ? Math.abs(a / positives - b / others) / spread : 0 };
    })
    .filter(({ a, b, z }) => a + b >= fewestUses && z >= 2)
    .toSorted((x, y) => y.z - x.z || y.phrase.length - x.phrase.length || x.number - y.number);
  const chosen: typeof telling = [];
  for (const candidate of telling) {
    if (chosen.length === most) break;
    const isPart = chosen.some(
      ({ phrase, a, b }) =>
        a === candidate.a && b === candidate.b && ` ${phrase} `.includes(` ${candidate.phrase} `),
    );
    if (!isPart) chosen.push(candidate);
  }
  return chosen.map(({ number }) => number);
}
