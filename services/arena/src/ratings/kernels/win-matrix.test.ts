import { expect, test } from 'vitest';
import { fitBradleyTerry } from './fit-bradley-terry.ts';
import { decided, publishedStudy } from '../../testing/arbitrary-counts.ts';
import { winMatrix } from './win-matrix.ts';

test('both directions of a pair, ties as half wins; two arms are expected to do as they did', () => {
  const fit = fitBradleyTerry(3, [{ ...decided(0, 2, 5, 2), ties: 2, neither: 4 }]);
  expect(winMatrix(fit)).toEqual([
    { row: 0, column: 2, wins: 6, n: 9, share: 6 / 9, expected: expect.closeTo(6 / 9, 9) },
    { row: 2, column: 0, wins: 3, n: 9, share: 3 / 9, expected: expect.closeTo(3 / 9, 9) },
  ]);
});

test('an arm’s expected wins add up to those it had', () => {
  const fit = fitBradleyTerry(3, [decided(0, 1, 7, 3), decided(1, 2, 6, 6), decided(0, 2, 2, 9)]);
  for (const arm of [0, 1, 2]) {
    const own = winMatrix(fit).filter(({ row }) => row === arm);
    const expected = own.reduce((sum, { n, expected }) => sum + n * (expected ?? NaN), 0);
    expect(expected).toBeCloseTo(
      own.reduce((sum, { wins }) => sum + wins, 0),
      9,
    );
  }
});

test('a penalised rating expects nothing', () => {
  const cells = winMatrix(fitBradleyTerry(4, publishedStudy));
  expect(cells.filter(({ expected }) => expected === null).map(({ row, column }) => [row, column])).toEqual([
    [1, 3],
    [3, 1],
  ]);
});
