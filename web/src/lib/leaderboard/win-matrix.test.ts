import { expect, test } from 'vitest';
import { pairShare } from '../testing/leaderboard.ts';
import { winMatrix } from './win-matrix.ts';

test('wins stand in the row of the winner, in any order of arms', () => {
  const pairs = [
    pairShare({ a: 0, b: 2, winsA: 3, winsB: 1, n: 4 }),
    pairShare({ a: 1, b: 2, winsA: 0, winsB: 0, n: 0 }),
  ];
  expect(winMatrix([2, 0, 1], pairs)).toEqual([
    [null, { wins: 1, n: 4 }, null],
    [{ wins: 3, n: 4 }, null, null],
    [null, null, null],
  ]);
});
