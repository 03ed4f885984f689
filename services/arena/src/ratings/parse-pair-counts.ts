import type { CountedPair } from './counted-votes.ts';

/** @param text columns of numbers as PostgreSQL writes arrays, by `;`: a, b, winsA, winsB, ties, neither, leftWins */
export function parsePairCounts(text: string): CountedPair[] {
  if (text === '') return [];
  const rows = text.slice(0, text.indexOf(';')).split(',').length;
  const numbers = new Float64Array(7 * rows);
  let [read, value] = [0, 0];
  // By the character: as many short texts would take as long as the fit.
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code >= zero && code <= zero + 9) value = 10 * value + (code - zero);
    else if (code === comma || code === closing) {
      numbers[read] = value;
      read += 1;
      value = 0;
    }
  }
  const column = (index: number) => numbers.subarray(index * rows, (index + 1) * rows);
  const [a, b, winsA, winsB] = [column(0), column(1), column(2), column(3)];
  const [ties, neither, leftWins] = [column(4), column(5), column(6)];
  return Array.from({ length: rows }, (_, row) => ({
    a: a[row] ?? 0,
    b: b[row] ?? 0,
    winsA: winsA[row] ?? 0,
    winsB: winsB[row] ?? 0,
    ties: ties[row] ?? 0,
    neither: neither[row] ?? 0,
    leftWins: leftWins[row] ?? 0,
  }));
}

const zero = '0'.charCodeAt(0);
const comma = ','.charCodeAt(0);
const closing = '}'.charCodeAt(0);
