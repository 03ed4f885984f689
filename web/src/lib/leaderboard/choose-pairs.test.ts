import { expect, test } from 'vitest';
import { choosePairs } from './choose-pairs.ts';
import { pairShare, rating } from '../testing/leaderboard.ts';

/** Every pair of `n` arms; the pair (a, b) has a + b votes, so that (0, 0) would have none. */
function study(n: number) {
  const positions = Array.from({ length: n }, (_, position) => position);
  return {
    ratings: positions.map((position) => rating({ position })),
    pairs: positions.flatMap((a) => positions.slice(a + 1).map((b) => pairShare({ a, b, votes: a + b - 1 }))),
  };
}

test('a small study shows every pair with votes, in its own order', () => {
  const { listed, total, matrix } = choosePairs(study(4), false);
  expect(listed.map(({ a, b }) => [a, b])).toEqual([
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [2, 3],
  ]);
  expect(total).toBe(5);
  expect(matrix).toEqual(listed);
});

test('a large one lists the pairs with the most votes, unless all are asked for, and has no matrix', () => {
  const { listed, total, matrix } = choosePairs(study(30), false);
  expect(listed).toHaveLength(40);
  expect(total).toBe((30 * 29) / 2 - 1);
  expect(listed[0]).toMatchObject({ a: 28, b: 29 });
  expect(matrix).toBeNull();
  expect(choosePairs(study(30), true).listed).toHaveLength(total);
});
