import { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { pairVotes, type PairVote } from '../testing/vote-columns.ts';
import type { Features } from './covariates.ts';
import { reportCovariates } from './report-covariates.ts';

const arms = ['people', 'model', 'never lost'].map((name, position) => ({
  position,
  name,
  kind: 'source' as const,
  source: `s${position}`,
  demo: false,
}));
const plain: Features = { words: 5, boxes: 1, boxedArea: 0.1, verdictRight: true };

interface ShownVote extends PairVote {
  /** What the two explanations look like. */
  ofA?: Features;
  ofB?: Features;
}

const vote = (index: number, changes: Partial<ShownVote> = {}): ShownVote => ({
  rater: index % 4,
  image: index % 6,
  a: 0,
  b: 1,
  outcome: index % 3 === 0 ? 1 : 0,
  aOnLeft: index % 2 === 0,
  ...changes,
});

function report(votes: ShownVote[], ofStudy = votes.length) {
  const shown = new Map(
    votes.flatMap(({ image, a, b, ofA = plain, ofB = plain }) => [
      [`${image} ${a}`, ofA],
      [`${image} ${b}`, ofB],
    ]),
  );
  return arena.covariateReportSchema.parse(
    reportCovariates(arms, pairVotes(votes), (image, arm) => shown.get(`${image} ${arm}`), ofStudy),
  );
}

test('people who take the longer text, whoever wrote it', () => {
  // The longer one wins three of four votes, arms and sides are dealt evenly: log 3 for a difference of 1.
  const votes = Array.from({ length: 96 }, (_, index) => {
    const longer = index % 2 === 0;
    const wins = Math.floor(index / 4) % 4 !== 0;
    return vote(index, {
      // Images of even numbers are those on which the first arm's text is longer.
      image: (index % 6) * 2 + Number(!longer),
      aOnLeft: Math.floor(index / 2) % 2 === 0,
      outcome: longer === wins ? 1 : 0,
      ofA: { ...plain, words: longer ? 9 : 0 },
      ofB: { ...plain, words: longer ? 0 : 9 },
    });
  });
  const { covariates, ratings, reason } = report(votes);
  expect(reason).toBeNull();
  const words = covariates.find(({ covariate }) => covariate === 'words');
  expect(words?.coefficient?.estimate).toBeCloseTo(Math.log(3), 9);
  expect(words?.coefficient?.interval.kind).toBe('two-sided');
  expect(words?.share).toBeCloseTo(0.75, 9);
  expect(ratings.map(({ adjusted }) => adjusted.estimate)).toEqual([
    expect.closeTo(0, 6),
    expect.closeTo(0, 6),
  ]);
  // What never differed has no coefficient.
  expect(covariates.find(({ covariate }) => covariate === 'boxes')?.coefficient).toBeNull();
});

test('an arm that never lost is left out and named; neither says nothing', () => {
  const votes = [
    ...Array.from({ length: 30 }, (_, index) => vote(index)),
    ...Array.from({ length: 10 }, (_, index) => vote(index, { a: 1, b: 2, outcome: 0 })),
    vote(0, { outcome: NaN }),
  ];
  const { ratings, votes: counted, notes } = report(votes);
  expect(ratings.map(({ name }) => name)).toEqual(['model', 'people']);
  expect(counted).toBe(30);
  expect(notes).toEqual([expect.stringContaining('never lost')]);
});

test('without votes, and from a part of them, it says so', () => {
  expect(report([])).toMatchObject({ ratings: [], votes: 0, reason: expect.stringContaining('yet') });
  const part = report(
    Array.from({ length: 30 }, (_, index) => vote(index)),
    31_000,
  );
  expect(part.notes).toContain('From 30 votes drawn at random of 31,000.');
});
