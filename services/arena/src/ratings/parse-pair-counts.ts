import type { CountedPair } from './counted-votes.ts';

/** @param text columns of numbers as PostgreSQL writes arrays, by `;`: a, b, winsA, winsB, ties, neither, leftWins */
export function parsePairCounts(text: string): CountedPair[] {
  if (text === '') return [];
  const [a = [], b = [], winsA = [], winsB = [], ties = [], neither = [], leftWins = []] = text
    .split(';')
    .map((column) => column.slice(1, -1).split(',').map(Number));
  return a.map((own, row) => ({
    a: own,
    b: b[row] ?? 0,
    winsA: winsA[row] ?? 0,
    winsB: winsB[row] ?? 0,
    ties: ties[row] ?? 0,
    neither: neither[row] ?? 0,
    leftWins: leftWins[row] ?? 0,
  }));
}
