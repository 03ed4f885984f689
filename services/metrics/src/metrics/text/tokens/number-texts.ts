import { compileKernel, withRoom } from '@fakexplain/explanation/web-assembly';
import { characters } from './characters.ts';
import findWordsWasm from './find-words.wasm.json' with { type: 'json' };
import { ptbWords } from './ptb-words.ts';
import { pythonSplit } from './python-split.ts';
import { rougeWords, stemmedRougeWords } from './rouge-words.ts';
import type { Tokens } from './tokens.ts';
import { unicodeWords } from './unicode-words.ts';
import { words13a } from './words-13a.ts';
import { wordsZh } from './words-zh.ts';

/** The tokenisers, most of which take each word between white space by itself. */
const tokenisers = {
  spaced: (word: string): string[] => [word],
  of13a: words13a,
  rouge: rougeWords,
  stemmed: stemmedRougeWords,
  unicode: unicodeWords,
  ptb: ptbWords,
  characters,
  zh: wordsZh,
};
export type Tokeniser = keyof typeof tokenisers;

/** Texts in which a tokeniser looks past white space, which therefore are taken as a whole. */
const looksFurther: Partial<Record<Tokeniser, (text: string) => boolean>> = {
  // What stands between white space is no word in the languages of these.
  characters: () => true,
  zh: () => true,
  // Words are joined over a line's end, and over what is taken out.
  of13a: (text) => text.includes('-\n') || text.includes('<skipped>'),
  // Tags, `no. 7`, and separators that are white space to Python alone.
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  ptb: (text) => /[<\u001c-\u001f\u0085]|(?:nos?|figs?|eq)\.(?=\s)/i.test(text),
};

/** Words met before are kept, since most words of a text are; where there are too many, all are forgotten. */
const mostWords = 50_000;
const mostCharacters = 1_000_000;

/**
 * The tokens of texts that are compared with each other, by any tokeniser; those of a tokeniser are made when they are asked for.
 * A word is found by its characters without making a string of it, and its tokens are those it had before.
 */
export function numberTexts(texts: readonly string[]): (by: Tokeniser) => Tokens[] {
  if (vocabulary.isFull()) vocabulary = startVocabulary();
  const { wordsOf, tokensOf, numbersOf } = vocabulary;
  const words = texts.map(wordsOf);
  return (by) =>
    texts.map((text, index) =>
      looksFurther[by]?.(text) ? numbersOf(tokenisers[by](text)) : tokensOf(by, words[index] ?? []),
    );
}

/** An entry that is not known yet; any other negative one says where a list begins. */
const unknown = -1;

/** Where the text in hand begins in the kernel's memory, after its table and keys. */
const textAt = 2 ** 19 + 2 ** 20;

const startWords = compileKernel<'findWords'>(findWordsWasm);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Words with their numbers and tokens. */
function startVocabulary() {
  const texts: string[] = [];
  const words = new Map<string, number>();
  let characters = 0;
  const find = (word: string): number => {
    let number = words.get(word);
    if (number === undefined) {
      number = texts.push(word) - 1;
      words.set(word, number);
      characters += word.length;
    }
    return number;
  };

  const { memory, findWords } = startWords({
    find: (start, end) => find(decoder.decode(room.subarray(start - textAt, end - textAt))),
  });
  /** The kernel's memory from the text in hand on, and all of it, in which the numbers of the text's words stand. */
  let room = new Uint8Array();
  let memoryWords = new Int32Array();

  const numbers = new Map<string, number>();
  /** By tokeniser and word: the number of its only token; or where its tokens stand in `lists`, after how many they are. */
  const known = new Map<Tokeniser, Int32Array<ArrayBuffer>>();
  const lists: number[] = [];

  /** The words of a text, as Python's `split` has them. */
  function wordsOf(text: string): number[] {
    const end = textAt + text.length;
    const begin = Math.ceil((end + 16) / 4);
    const enough = withRoom(memory, 4 * begin + 2 * text.length + 4, textAt, room);
    if (enough !== room) {
      room = enough;
      memoryWords = new Int32Array(room.buffer);
    }
    const isPlain = encoder.encodeInto(text, room).written === text.length;
    const last = isPlain ? findWords(textAt, end, 4 * begin) >> 2 : 0;
    if (last === 0) return pythonSplit(text).map(find);
    const found: number[] = [];
    // A variable of a closure is read anew at each use, which this loop would feel.
    const all = memoryWords;
    for (let at = begin; at < last; at += 1) found.push(all[at] ?? 0);
    return found;
  }

  const numberOf = (token: string): number => {
    let number = numbers.get(token);
    if (number === undefined) numbers.set(token, (number = numbers.size));
    return number;
  };

  function tokenise(by: Tokeniser, word: number): number {
    const tokens = tokenisers[by](texts[word] ?? '').map(numberOf);
    const [only] = tokens;
    if (tokens.length === 1 && only !== undefined) return only;
    const begin = lists.length;
    lists.push(tokens.length);
    for (const token of tokens) lists.push(token);
    return -2 - begin;
  }

  function tokensOf(by: Tokeniser, words: readonly number[]): Tokens {
    let ofWords = known.get(by);
    if (ofWords === undefined || ofWords.length < texts.length) {
      const before = ofWords ?? new Int32Array();
      ofWords = new Int32Array(2 * Math.max(texts.length, 2 ** 12)).fill(unknown, before.length);
      ofWords.set(before);
      known.set(by, ofWords);
    }
    // Nearly all words are one token, which stands in the word's place.
    const tokens = words.slice();
    let count = 0;
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at] ?? 0;
      let entry = ofWords[word] ?? unknown;
      if (entry === unknown) ofWords[word] = entry = tokenise(by, word);
      if (entry >= 0) {
        tokens[count] = entry;
        count += 1;
        continue;
      }
      const begin = -2 - entry;
      for (let each = 1; each <= (lists[begin] ?? 0); each += 1) {
        tokens[count] = lists[begin + each] ?? 0;
        count += 1;
      }
    }
    tokens.length = count;
    return tokens;
  }

  return {
    isFull: () => texts.length > mostWords || characters > mostCharacters,
    wordsOf,
    tokensOf,
    numbersOf: (tokens: readonly string[]): Tokens => tokens.map(numberOf),
  };
}

let vocabulary = startVocabulary();
