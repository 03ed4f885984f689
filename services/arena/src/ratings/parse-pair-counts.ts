import type { CountedPair } from './counted-votes.ts';

/** Numbers of a row: a, b, winsA, winsB, ties, neither, leftWins. */
const rowLength = 7;

/**
 * Pair counts in order of their arms, shards added up.
 *
 * @param text whole numbers ≥ 0, those of a row with spaces between them and rows with commas, as `pairCountsOf` gives them
 */
export function parsePairCounts(text: string): CountedPair[] {
  const numbers = readNumbers(text);
  const pairs = new Map<number, CountedPair>();
  for (let from = 0; from < numbers.length; from += rowLength) {
    const column = (index: number) => numbers[from + index] ?? 0;
    const place = column(0) * mostArms + column(1);
    let pair = pairs.get(place);
    if (!pair) {
      pair = { a: column(0), b: column(1), winsA: 0, winsB: 0, ties: 0, neither: 0, leftWins: 0 };
      pairs.set(place, pair);
    }
    pair.winsA += column(2);
    pair.winsB += column(3);
    pair.ties += column(4);
    pair.neither += column(5);
    pair.leftWins += column(6);
  }
  return [...pairs.values()].toSorted((x, y) => x.a - y.a || x.b - y.b);
}

/** More than the positions of arms, whole numbers of 16 bits. */
const mostArms = 2 ** 16;

const zero = '0'.charCodeAt(0);

/** By the character: as many short texts would take as long as a fit. */
function readNumbers(text: string): Float64Array {
  // A number and what follows it are two characters at least.
  const numbers = new Float64Array(Math.ceil(text.length / 2));
  let read = 0;
  let value = 0;
  for (let place = 0; place < text.length; place += 1) {
    const digit = text.charCodeAt(place) - zero;
    if (digit >= 0) {
      value = 10 * value + digit;
      continue;
    }
    numbers[read] = value;
    read += 1;
    value = 0;
  }
  if (text.length > 0) numbers[read++] = value;
  return numbers.subarray(0, read);
}
