import { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import type { PairCount } from './kernels/pair-count.ts';
import { leaderboard, type LeaderboardInput } from './leaderboard.ts';
import { pairVotes, type PairVote } from '../testing/vote-columns.ts';

const arms = ['human', 'model', 'baseline', 'unseen'].map((name, position) => ({
  position,
  name,
  kind: 'source' as const,
  source: name,
  demo: false,
}));

function answer(pairs: PairCount[], cells: PairVote[] | null = null): arena.Leaderboard {
  const counts: LeaderboardInput['counts'] = pairs.map((pair) => ({ ...pair, leftWins: 0 }));
  const votes = pairs.reduce((sum, p) => sum + p.winsA + p.winsB + p.ties + p.neither, 0);
  return arena.leaderboardSchema.parse(
    leaderboard({
      study: {
        id: 'b7a3ecb0-95a3-4ec6-a3b4-000000000000',
        slug: 'trial',
        title: 'Trial',
        question: 'Which?',
        demo: false,
        status: 'open',
        policy: 'balanced',
        equivalenceMargin: 0.05,
        seed: 1,
        results: 'live',
      },
      arms,
      slice: { kind: 'all', value: '' },
      slices: { category: [], generator: [], label: [] },
      withPairs: true,
      counts,
      cells: cells && pairVotes(cells),
      tally: { votes, sequence: votes },
      raters: 1,
      until: null,
      exclusions: { applied: false, raters: 0, votes: 0 },
      recognitions: new Map(),
      at: new Date(0),
    }),
  );
}

const pair = (a: number, b: number, winsA: number, winsB: number, ties = 0, neither = 0): PairCount => ({
  a,
  b,
  winsA,
  winsB,
  ties,
  neither,
});
const rating = (board: arena.Leaderboard, name: string) => board.ratings.find((row) => row.name === name);

test('without votes there is nothing to rate, and it says so', () => {
  const board = answer([]);
  expect(board.status).toBe('empty');
  expect(
    board.ratings.every(({ elo, rank, method }) => elo === null && rank === null && method === 'none'),
  ).toBe(true);
  expect(board.pairs).toEqual([]);
});

test('two arms: the rating difference is the logit of the share, in Elo', () => {
  const board = answer([pair(0, 1, 75, 25)]);
  const difference = (rating(board, 'human')?.elo ?? 0) - (rating(board, 'model')?.elo ?? 0);
  expect(difference).toBeCloseTo((400 * Math.log10(75 / 25)) as number, 6);
  expect(board.pairs[0]?.difference.elo).toBeCloseTo(difference, 6);
  expect(board.pairs[0]?.scored).toEqual({ wins: 75, n: 100, expected: expect.closeTo(0.75, 9) });
  expect(board.ratings.map(({ name }) => name).slice(0, 2)).toEqual(['human', 'model']);
  expect(board.notes.join(' ')).toMatch(/baseline, unseen/);
});

test('ties count half, `neither` counts in the bounds only', () => {
  const board = answer([pair(0, 1, 10, 10, 20, 40)]);
  const row = board.pairs[0];
  expect(row).toMatchObject({ votes: 80, n: 20, share: 0.5, scored: { wins: 20, n: 40 } });
  expect(row?.neutralToB).toBeCloseTo(10 / 80, 12);
  expect(row?.neutralToA).toBeCloseTo(70 / 80, 12);
});

test('an arm that never lost has no finite rating of its own, and every answer says so', () => {
  const board = answer([pair(0, 1, 30, 20), pair(0, 2, 40, 0)]);
  expect(board.status).toBe('separated');
  expect(rating(board, 'baseline')).toMatchObject({ method: 'firth', interval: { kind: 'at-most' } });
  expect(board.pairs.find(({ b }) => b === 2)).toMatchObject({
    bound: 'at-least',
    exact: { kind: 'at-least' },
    difference: { interval: { kind: 'at-least' } },
  });
  expect(board.notes.some((note) => note.includes('never lost'))).toBe(true);
});

test('pairs that no chain of votes links are not put on one scale', () => {
  const board = answer([pair(0, 1, 30, 20), pair(2, 3, 5, 9)]);
  expect(board.status).toBe('disconnected');
  expect(board.components).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(rating(board, 'human')?.component).not.toBe(rating(board, 'unseen')?.component);
});

test('with the votes themselves, intervals allow for raters and images', () => {
  // Each of 10 raters always prefers the same arm: 100 votes, but only 10 opinions.
  const cells: PairVote[] = Array.from({ length: 100 }, (_, i) => ({
    rater: i % 10,
    image: Math.floor(i / 10),
    a: 0,
    b: 1,
    outcome: i % 10 < 6 ? 1 : 0,
  }));
  const board = answer([pair(0, 1, 60, 40)], cells);
  const row = board.pairs[0];
  expect(board.stamp.covariance).toBe('rater-image');
  expect(row).toMatchObject({ raters: 10, images: 10 });
  const width = (interval: arena.Interval | undefined) =>
    interval?.kind === 'two-sided' ? interval.high - interval.low : NaN;
  expect(width(row?.clustered)).toBeGreaterThan(2 * width(row?.wilson));
  expect(rating(board, 'human')?.rank).toEqual({ best: 1, worst: 2 });
});
