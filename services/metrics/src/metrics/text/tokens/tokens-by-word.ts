import { pythonSplit } from './python-split.ts';
import { rougeWords, stemRougeWords } from './rouge-words.ts';
import { words13a } from './words-13a.ts';

/** One text's tokens by the tokenisers that take each word between white space by itself. */
export interface TokensByWord {
  /** As `pythonSplit` gives them. */
  spaced: string[];
  /** As `words13a` gives them. */
  of13a: string[];
  /** As `rougeWords` gives them. */
  rouge: string[];
  /** As `stemmedRougeWords` gives them. */
  stemmed: string[];
}

/** Words met before, with their tokens: most words of a text are. Emptied where it has grown too large. */
const known = new Map<string, TokensByWord>();
const mostKnown = 20_000;

function tokensOfWord(word: string): TokensByWord {
  let tokens = known.get(word);
  if (tokens === undefined) {
    const rouge = rougeWords(word);
    tokens = { spaced: [word], of13a: words13a(word), rouge, stemmed: stemRougeWords(rouge) };
    if (known.size >= mostKnown) known.clear();
    known.set(word, tokens);
  }
  return tokens;
}

/**
 * The tokens of a text by four tokenisers at once. Tokens are the very strings of the same word before, which makes them
 * quick to look up.
 */
export function tokensByWord(text: string): TokensByWord {
  const tokens: TokensByWord = { spaced: [], of13a: [], rouge: [], stemmed: [] };
  for (const word of pythonSplit(text)) {
    const own = tokensOfWord(word);
    append(tokens.spaced, own.spaced);
    append(tokens.of13a, own.of13a);
    append(tokens.rouge, own.rouge);
    append(tokens.stemmed, own.stemmed);
  }
  // These join words over white space.
  if (text.includes('-\n') || text.includes('<skipped>')) tokens.of13a = words13a(text);
  return tokens;
}

function append(all: string[], more: readonly string[]): void {
  for (let index = 0; index < more.length; index += 1) all.push(more[index] ?? '');
}
