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

function answer(
  pairs: PairCount[],
  cells: PairVote[] | null = null,
  slice: LeaderboardInput['slice'] = { kind: 'all', value: '' },
): arena.Leaderboard {
  const counts: LeaderboardInput['counts'] = pairs.map((pair) => ({ ...pair, leftWins: 0 }));
  const votes = pairs.reduce((sum, p) => sum + p.winsA + p.winsB + p.ties + p.neither, 0);
  return arena.leaderboardSchema.parse(
    leaderboard({
      study: {
        id: 'b7a3ecb0-95a3-4ec6-a3b4-000000000000',
        slug: 'trial',
        title: 'Trial',
        question: 'Which?',
        questions: ['overall'],
        strength: false,
        reliance: false,
        demo: false,
        status: 'open',
        policy: 'balanced',
        equivalenceMargin: 0.05,
        plan: null,
        seed: 1,
        results: 'live',
      },
      arms,
      slice,
      question: 'overall',
      slices: { category: [], generator: [], label: [] },
      withPairs: true,
      counts,
      cells: cells && pairVotes(cells),
      tally: { votes: slice.kind === 'all' ? votes : 1000, sequence: 1000 },
      raters: 12,
      past: false,
      until: null,
      ledger: { position: 0, hash: '0'.repeat(64) },
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

/** Each of some raters votes once on each of some images. */
const everyone = (raters: number, images: number, outcome: (rater: number, image: number) => number) =>
  Array.from({ length: raters * images }, (_, i): PairVote => {
    const [rater, image] = [i % raters, Math.floor(i / raters)];
    return { rater, image, a: 0, b: 1, outcome: outcome(rater, image) };
  });

test('a slice is told its own votes and raters, and as of which vote of the study', () => {
  const cells = everyone(3, 4, (rater) => (rater === 0 ? 0 : 1));
  const slice = { kind: 'category', value: 'Animals' } as const;
  const counts = [pair(0, 1, 8, 4)];
  expect(answer(counts, cells, slice)).toMatchObject({ votes: 12, raters: 3, stamp: { votes: 1000 } });
  expect(answer(counts, null, slice)).toMatchObject({ votes: 12, raters: null });
  expect(answer(counts, null)).toMatchObject({ votes: 12, raters: 12, stamp: { votes: 12 } });
});

test('equivalence allows for raters who differ: yes as if votes were independent, not shown as they are', () => {
  // 1,000 of 2,000 votes, but each rater always prefers the same arm.
  const cells = everyone(20, 100, (rater) => rater % 2);
  const counts = [pair(0, 1, 1000, 1000)];
  expect(answer(counts, cells).pairs[0]).toMatchObject({ equivalent: false, exactP: 1 });
  const independent = answer(counts);
  expect(independent.pairs[0]).toMatchObject({ equivalent: true, clusteredP: null });
  expect(independent.notes.join(' ')).toMatch(/Neither does the test of equivalence/);
});

test('an arm that never lost is bounded by what votes of few raters are worth', () => {
  const cells = everyone(5, 20, () => 1);
  const counts = [pair(0, 1, 100, 0)];
  const [clustered, independent] = [answer(counts, cells), answer(counts)];
  const low = (interval: arena.Interval | undefined) => (interval?.kind === 'at-least' ? interval.low : NaN);
  // 1 + 0.1 · 19 + 0.1 · 4
  expect(low(clustered.pairs[0]?.clustered)).toBeCloseTo(0.05 ** (3.3 / 100), 9);
  expect(low(clustered.pairs[0]?.difference.interval)).toBeLessThan(
    low(independent.pairs[0]?.difference.interval) - 100,
  );
  const high = (board: arena.Leaderboard) => {
    const interval = rating(board, 'model')?.interval;
    return interval?.kind === 'at-most' ? interval.high : NaN;
  };
  expect(high(clustered)).toBeGreaterThan(high(independent) + 100);
  expect(clustered.notes.join(' ')).toMatch(/taken to correlate by 0.1/);
});

test('votes of one rater bound no arm that never lost', () => {
  const board = answer(
    [pair(0, 1, 20, 0)],
    everyone(1, 20, () => 1),
  );
  expect(board.pairs[0]).toMatchObject({
    bound: 'at-least',
    clustered: { kind: 'undetermined' },
    difference: { interval: { kind: 'undetermined' } },
  });
  expect(rating(board, 'human')?.rank).toEqual({ best: 1, worst: 2 });
});

test('an interval that may be looked at at any time holds the one for one look, and waits for its start', () => {
  const row = (raters: number) =>
    answer(
      [pair(0, 1, raters * 5, raters * 5)],
      everyone(raters, 10, (rater, image) => (rater + image) % 2),
    ).pairs[0];
  const enough = row(12);
  if (enough?.clustered.kind !== 'two-sided' || enough.anytime.kind !== 'two-sided')
    throw new Error('must be two-sided');
  expect(enough.anytime.low).toBeLessThan(enough.clustered.low);
  expect(enough.anytime.high).toBeGreaterThan(enough.clustered.high);
  const { interval, anytime } = enough.difference;
  if (interval.kind !== 'two-sided' || anytime.kind !== 'two-sided') throw new Error('must be two-sided');
  expect(anytime.high).toBeCloseTo(400 * Math.log10(enough.anytime.high / (1 - enough.anytime.high)), 6);
  expect(anytime.low).toBeLessThan(interval.low);
  expect(row(5)).toMatchObject({
    clustered: { kind: 'two-sided' },
    difference: { anytime: { kind: 'undetermined' } },
    anytime: { kind: 'undetermined', reason: expect.stringMatching(/^too few raters .* 6 are needed/) },
  });
  expect(answer([pair(0, 1, 60, 60)]).pairs[0]?.anytime).toMatchObject({ kind: 'undetermined' });
});

test('few raters are named with what intervals from so few hold', () => {
  const board = (raters: number) => {
    const cells = everyone(raters, 10, (rater, image) => (rater + image) % 2);
    return answer([pair(0, 1, raters * 5, raters * 5)], cells).notes;
  };
  expect(board(8)).toEqual(
    [
      expect.stringMatching(/^Few raters: those of human over model weigh like 8\.0 .* about 91% .* 6 times/),
      expect.stringMatching(/^Not rated/),
    ].toReversed(),
  );
  expect(board(15).join(' ')).toMatch(/like 15\.0 .* about 93% .* 4 times/);
  expect(board(20).join(' ')).not.toMatch(/Few raters/);
});
