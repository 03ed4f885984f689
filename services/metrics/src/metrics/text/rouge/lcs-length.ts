import { greatestNumber, type Tokens } from '../tokens/tokens.ts';

/**
 * Length of the longest common subsequence of two lists of tokens; 0 if one is empty.
 *
 * Bit-parallel: one bit for each token of the shorter list, rows of the usual table as differences between neighbours, so that 30
 * cells cost a few operations. Crochemore et al., "A fast and practical bit-vector algorithm for the longest
 * common subsequence problem", IPL 2001; Hyyrö, "Bit-parallel LCS-length computation revisited", AWOCA 2004.
 */
export function lcsLength(a: Tokens, b: Tokens): number {
  const short = a.length <= b.length ? a : b;
  const long = short === a ? b : a;
  if (short.length === 0) return 0;
  const numbers = greatestNumber([short, long]) + 1;
  if (places.length < numbers) places = new Int32Array(2 * numbers);
  const length = short.length <= 32 ? inOneWord(short, long) : inManyWords(short, long);
  for (let at = 0; at < short.length; at += 1) places[short[at] ?? 0] = 0;
  return length;
}

/** By token: the bits of its places in the shorter list, or where these begin in `bits`. All 0 between calls. */
let places = new Int32Array(1024);
/** From 1 on. */
let bits = new Int32Array(1024);
/** Where the bits of each token of the longer list begin, of those that are in the shorter. */
let begins = new Int32Array(256);
/** What each token of the longer list carries from one block of words to the next. */
let carries = new Int32Array(256);

/** Number of bits that are 1. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function inOneWord(short: Tokens, long: Tokens): number {
  const placesOf = places;
  for (let at = 0; at < short.length; at += 1) {
    const token = short[at] ?? 0;
    placesOf[token] = (placesOf[token] ?? 0) | (1 << at);
  }
  let cells = -1;
  for (let at = 0; at < long.length; at += 1) {
    const matches = placesOf[long[at] ?? 0] ?? 0;
    cells = (cells + (cells & matches)) | (cells & ~matches);
  }
  return ones(~cells);
}

/** Bits in a word: with 30 a sum of two and a carry is still an integer of 31 bits. */
const width = 30;
const full = 2 ** width - 1;
/** Words that are taken through all of the longer list at once, so that they stay in registers. */
const block = 4;

function inManyWords(short: Tokens, long: Tokens): number {
  const words = block * Math.ceil(short.length / (block * width));
  const rows = placeBits(short, long, words);
  const matches = bits;
  const rowBegins = begins;
  const rowCarries = carries;
  rowCarries.fill(0, 0, rows);
  let length = 0;
  for (let word = 0; word < words; word += block) {
    let cells0 = full;
    let cells1 = full;
    let cells2 = full;
    let cells3 = full;
    for (let row = 0; row < rows; row += 1) {
      const begin = (rowBegins[row] ?? 0) + word;
      const matched0 = cells0 & (matches[begin] ?? 0);
      const matched1 = cells1 & (matches[begin + 1] ?? 0);
      const matched2 = cells2 & (matches[begin + 2] ?? 0);
      const matched3 = cells3 & (matches[begin + 3] ?? 0);
      const sum0 = cells0 + matched0 + (rowCarries[row] ?? 0);
      const sum1 = cells1 + matched1 + (sum0 >>> width);
      const sum2 = cells2 + matched2 + (sum1 >>> width);
      const sum3 = cells3 + matched3 + (sum2 >>> width);
      rowCarries[row] = sum3 >>> width;
      cells0 = (sum0 | (cells0 - matched0)) & full;
      cells1 = (sum1 | (cells1 - matched1)) & full;
      cells2 = (sum2 | (cells2 - matched2)) & full;
      cells3 = (sum3 | (cells3 - matched3)) & full;
    }
    length += ones(~cells0 & full) + ones(~cells1 & full) + ones(~cells2 & full) + ones(~cells3 & full);
  }
  return length;
}

/**
 * Fills `bits` with the places of each token in the shorter list, and `begins`.
 * @returns how many tokens of the longer list are in the shorter
 */
function placeBits(short: Tokens, long: Tokens, words: number): number {
  if (bits.length < 1 + words * short.length) bits = new Int32Array(2 * words * short.length);
  if (begins.length < long.length) {
    begins = new Int32Array(2 * long.length);
    carries = new Int32Array(2 * long.length);
  }
  const placesOf = places;
  const matches = bits;
  const rowBegins = begins;
  let end = 1;
  for (let at = 0; at < short.length; at += 1) {
    const token = short[at] ?? 0;
    if (placesOf[token] !== 0) continue;
    placesOf[token] = end;
    end += words;
  }
  matches.fill(0, 1, end);
  let at = 0;
  for (let word = 0; word < words; word += 1) {
    for (let bit = 0; bit < width && at < short.length; bit += 1, at += 1) {
      const place = (placesOf[short[at] ?? 0] ?? 0) + word;
      matches[place] = (matches[place] ?? 0) | (1 << bit);
    }
  }
  let rows = 0;
  for (let at = 0; at < long.length; at += 1) {
    const begin = placesOf[long[at] ?? 0] ?? 0;
    if (begin === 0) continue;
    rowBegins[rows] = begin;
    rows += 1;
  }
  return rows;
}
