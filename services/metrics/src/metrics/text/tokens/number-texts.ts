import { characters } from './characters.ts';
import { ptbWords } from './ptb-words.ts';
import { isPythonSpace, pythonSplit } from './python-split.ts';
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

/** The text in hand in bytes, with room for blocks past its end. */
let bytes = new Uint8Array(4096);
let blocks = new DataView(bytes.buffer);
const encoder = new TextEncoder();

/** Bit 7 of each byte that is a space or below; exact for the lowest of them, and for whether there are any, in ASCII. */
const spacesIn = (block: number): number => (block - 0x21212121) & ~block & 0x80808080;
/** Which byte the lowest bit is in. */
const byteOf = (bits: number): number => (31 - Math.clz32(bits & -bits)) >>> 3;
/** The first bytes of a block, up to 3 of them. */
const firstOf = (block: number, count: number): number => block & ((1 << (8 * count)) - 1);

const isPlain = (word: string): boolean => /^[!-\u007f]+$/.test(word);

/**
 * Words with their numbers and tokens. Plain words (ASCII) are looked up by blocks of four characters, without making a string of
 * them: one of up to eight characters is its own key, a longer one has a hash and is compared.
 */
function startVocabulary() {
  let size = 0;
  // Open addressing, at most half full: the key's halves, or hash and length.
  let lows = new Int32Array(2 ** 13);
  let highs = new Int32Array(lows.length);
  /** By place: 0 where nothing is, else 2 × (word + 1), and 1 more where the key is a hash. */
  let entries = new Int32Array(lows.length);
  /** Where the characters of plain words begin, each filled up to whole blocks with 0. */
  let begins = new Int32Array(lows.length);
  let characters = new DataView(new ArrayBuffer(2 ** 15));
  let charactersEnd = 0;
  const others = new Map<string, number>();
  const otherTexts = new Map<number, string>();

  const numbers = new Map<string, number>();
  /** By tokeniser and word: the number of its only token; or where its tokens stand in `lists`, after how many they are. */
  const known = new Map<Tokeniser, Int32Array<ArrayBuffer>>();
  const lists: number[] = [];

  function makeRoom(length: number): void {
    if (2 * size >= lows.length) {
      const [oldLows, oldHighs, oldEntries] = [lows, highs, entries];
      lows = new Int32Array(2 * oldLows.length);
      highs = new Int32Array(lows.length);
      entries = new Int32Array(lows.length);
      begins = enlarged(begins, lows.length);
      for (const [from, entry] of oldEntries.entries()) {
        if (entry === 0) continue;
        const place = freePlace(oldLows[from] ?? 0, oldHighs[from] ?? 0);
        lows[place] = oldLows[from] ?? 0;
        highs[place] = oldHighs[from] ?? 0;
        entries[place] = entry;
      }
    }
    const end = charactersEnd + length + 4;
    if (end <= characters.byteLength) return;
    const larger = new Uint8Array(2 * end);
    larger.set(new Uint8Array(characters.buffer));
    characters = new DataView(larger.buffer);
  }

  function freePlace(low: number, high: number): number {
    let place = hashOf(low, high) & (lows.length - 1);
    while (entries[place] !== 0) place = (place + 1) & (lows.length - 1);
    return place;
  }

  /** Takes in the plain word at a place of the text in hand. @returns its number */
  function add(start: number, end: number, low: number, high: number, isHash: 0 | 1): number {
    makeRoom(end - start);
    const place = freePlace(low, high);
    lows[place] = low;
    highs[place] = high;
    entries[place] = 2 * (size + 1) + isHash;
    begins[size] = charactersEnd;
    for (let at = start; at < end; at += 1) characters.setUint8(charactersEnd + at - start, bytes[at] ?? 0);
    charactersEnd += 4 * Math.ceil((end - start) / 4);
    size += 1;
    return size - 1;
  }

  function findOther(word: string): number {
    let number = others.get(word);
    if (number === undefined) {
      makeRoom(0);
      number = size;
      size += 1;
      others.set(word, number);
      otherTexts.set(number, word);
      begins[number] = charactersEnd;
      charactersEnd += 4 * Math.ceil(word.length / 4);
      makeRoom(0);
    }
    return number;
  }

  /** The number of the plain word of more than eight characters that begins at a place of the text in hand. */
  function findLong(start: number, end: number): number {
    let hash = 0x811c9dc5 | 0;
    for (let at = start; at < end; at += 4) hash = Math.imul(hash ^ blockAt(at, end), 0x01000193);
    const length = end - start;
    let place = hashOf(hash, length) & (lows.length - 1);
    for (;;) {
      const entry = entries[place] ?? 0;
      if (entry === 0) return add(start, end, hash, length, 1);
      const isMet = (entry & 1) === 1 && lows[place] === hash && highs[place] === length;
      if (isMet && isAt((entry >> 1) - 1, start, end)) return (entry >> 1) - 1;
      place = (place + 1) & (lows.length - 1);
    }
  }

  function isAt(word: number, start: number, end: number): boolean {
    const shift = (begins[word] ?? 0) - start;
    for (let at = start; at < end; at += 4)
      if (characters.getInt32(shift + at, true) !== blockAt(at, end)) return false;
    return true;
  }

  /** The words of the text in hand, which is ASCII; `null` where a control character is part of one. */
  function plainWords(length: number): number[] | null {
    const words: number[] = [];
    // Variables of a closure are read anew at each use, which this loop would feel.
    const text = blocks;
    let [keysLow, keysHigh, found] = [lows, highs, entries];
    let at = 0;
    while (at < length) {
      let low = text.getInt32(at, true);
      let high = 0;
      let end = at;
      let spaces = spacesIn(low);
      if (spaces !== 0) {
        end += byteOf(spaces);
        low = firstOf(low, end - at);
      } else {
        high = text.getInt32(at + 4, true);
        spaces = spacesIn(high);
        if (spaces !== 0) {
          end += 4 + byteOf(spaces);
          high = firstOf(high, end - at - 4);
        } else {
          end += 8;
          for (;;) {
            spaces = spacesIn(text.getInt32(end, true));
            if (spaces !== 0) break;
            end += 4;
          }
          end += byteOf(spaces);
        }
      }
      if (end > at) {
        let word = -1;
        if (end - at <= 8) {
          const last = found.length - 1;
          let place = hashOf(low, high) & last;
          while (word < 0) {
            const entry = found[place] ?? 0;
            if (entry === 0) word = add(at, end, low, high, 0);
            else if (keysLow[place] === low && keysHigh[place] === high && (entry & 1) === 0)
              word = (entry >> 1) - 1;
            place = (place + 1) & last;
          }
        } else word = findLong(at, end);
        if (found !== entries) [keysLow, keysHigh, found] = [lows, highs, entries];
        words.push(word);
      }
      const space = text.getUint8(end);
      if (space !== 0x20 && end < length && !isPythonSpace(space)) return null;
      at = end + 1;
    }
    return words;
  }

  /** The words of a text, as Python's `split` has them. */
  function wordsOf(text: string): number[] {
    const length = takeInHand(text);
    const plain = length === text.length ? plainWords(length) : null;
    return (
      plain ??
      pythonSplit(text).map((word) =>
        isPlain(word) ? (plainWords(takeInHand(word))?.[0] ?? 0) : findOther(word),
      )
    );
  }

  const numberOf = (token: string): number => {
    let number = numbers.get(token);
    if (number === undefined) numbers.set(token, (number = numbers.size));
    return number;
  };

  function textOf(word: number): string {
    const other = otherTexts.get(word);
    if (other !== undefined) return other;
    let text = '';
    const end = word + 1 < size ? begins[word + 1] : charactersEnd;
    for (let at = begins[word] ?? 0; at < (end ?? 0); at += 1) {
      const code = characters.getUint8(at);
      if (code !== 0) text += String.fromCharCode(code);
    }
    return text;
  }

  function tokenise(by: Tokeniser, word: number): number {
    const tokens = tokenisers[by](textOf(word)).map(numberOf);
    const [only] = tokens;
    if (tokens.length === 1 && only !== undefined) return only;
    const begin = lists.length;
    lists.push(tokens.length);
    for (const token of tokens) lists.push(token);
    return -2 - begin;
  }

  function tokensOf(by: Tokeniser, words: readonly number[]): Tokens {
    let ofWords = known.get(by);
    if (ofWords === undefined || ofWords.length < size) {
      const before = ofWords?.length ?? 0;
      ofWords = enlarged(ofWords ?? new Int32Array(), lows.length).fill(unknown, before);
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
    isFull: () => size > mostWords || charactersEnd > mostCharacters,
    wordsOf,
    tokensOf,
    numbersOf: (tokens: readonly string[]): Tokens => tokens.map(numberOf),
  };
}

/** Writes a text to `bytes`, with spaces after it. @returns how many bytes it has, as many as characters where it is ASCII */
function takeInHand(text: string): number {
  const most = 3 * text.length + 16;
  if (bytes.length < most) {
    bytes = new Uint8Array(2 * most);
    blocks = new DataView(bytes.buffer);
  }
  const { written } = encoder.encodeInto(text, bytes);
  blocks.setInt32(written, 0x20202020);
  return written;
}

/** Four characters of the text in hand, 0 for those from `end` on. */
function blockAt(at: number, end: number): number {
  const block = blocks.getInt32(at, true);
  return end - at < 4 ? firstOf(block, end - at) : block;
}

function hashOf(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function enlarged(values: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(values);
  return larger;
}

let vocabulary = startVocabulary();
