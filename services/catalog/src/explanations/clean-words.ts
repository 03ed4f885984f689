import {
  markerAt,
  wordsOf,
  type ParseProblem,
  type ParseStatus,
  type Verdict,
} from '@fakexplain/explanation';

/** A key of JSON, which describes nothing without its value. */
const keyAlone =
  /^[\s{}[\],"']*(?:label|description|text|category|name|object|reasoning|(?:bbox|box)(?:_2d)?)?["']*\s*:?[\s{}[\],"']*$/i;
const brackets = /[{}[\]:]/;

/** Words of a structured row, as those of a text are read: markers left out, and nothing said by brackets and bullets alone. */
export function cleanWords(written: string): { words: string; hadMarkers: boolean } {
  const { text, left, foreign } = withoutMarkers(written);
  const folded = left ? text.replaceAll(/\s+/g, ' ').trim() : text;
  const isKey = brackets.test(folded) && keyAlone.test(folded);
  return { words: isKey ? '' : wordsOf(folded), hadMarkers: foreign };
}

function withoutMarkers(written: string): { text: string; left: boolean; foreign: boolean } {
  let text = '';
  let from = 0;
  let [left, foreign] = [false, false];
  for (let at = written.indexOf('<'); at !== -1; at = written.indexOf('<', at + 1)) {
    const marker = markerAt(written, at, 'plain');
    if (!marker) continue;
    text += `${written.slice(from, at)} `;
    from = at + marker.text.length;
    left = true;
    // Ends of turns, padding and the tags of a thought are left out without a word, as in texts.
    if (marker.role !== 'ignored' && !(typeof marker.role === 'object' && marker.role.element === 'think'))
      foreign = true;
  }
  return { text: text + written.slice(from), left, foreign };
}

/** What is found in words, told once by code: a file that repeats one does not fill the database with it. */
export class WordProblems {
  readonly #counts = new Map<WordProblem, { count: number; first: string }>();

  add(code: WordProblem, what: string): void {
    const { count, first } = this.#counts.get(code) ?? { count: 0, first: what };
    this.#counts.set(code, { count: count + 1, first });
  }

  list(): ParseProblem[] {
    return [...this.#counts].map(([code, { count, first }]) => {
      const more = count > 1 ? `, and ${count - 1} more` : '';
      return { code, message: `${messages[code]}: ${first}${more}` };
    });
  }
}

const messages = {
  foreign_markup: 'markers of a grammar are left out',
  region_without_description: 'nothing is described by',
  repeated_region: 'said more than once and counted once',
  repeated_tag: 'given more than once and counted once',
  empty_words: 'nothing is said by',
};

type WordProblem = keyof typeof messages;

const lossy = new Set<string>(['foreign_markup', 'region_without_description', 'empty_words']);

/** Where words were left out that stood for something, a row is read in part. */
export function statusOf(verdict: Verdict | null, problems: readonly ParseProblem[]): ParseStatus {
  if (verdict === null) return 'failed';
  return problems.some(({ code }) => lossy.has(code)) ? 'partial' : 'ok';
}
