import { voteStrengths } from '@fakexplain/database/packed-votes';
import { expect, test } from 'vitest';
import { unpackedVotes, type AnyVote } from '../testing/vote-columns.ts';
import { reportStrengths } from './report-strengths.ts';

const arms = ['one', 'two', 'three'].map((name, position) => ({
  position,
  name,
  kind: 'source' as const,
  source: name,
  demo: false,
}));

test('counts strengths by who is preferred, whichever side it is on, on regular ballots alone', () => {
  const votes: (AnyVote & { strength: (typeof voteStrengths)[number] })[] = [
    { rater: 0, image: 0, left: 0, right: 1, kind: 'regular', choice: 'left', strength: 'much' },
    { rater: 0, image: 1, left: 1, right: 0, kind: 'regular', choice: 'right', strength: 'slight' },
    { rater: 1, image: 2, left: 1, right: 0, kind: 'regular', choice: 'left', strength: 'clear' },
    { rater: 1, image: 3, left: 0, right: 1, kind: 'regular', choice: 'left', strength: 'much' },
    { rater: 1, image: 4, left: 0, right: 1, kind: 'regular', choice: 'tie', strength: undefined },
    { rater: 1, image: 3, left: 1, right: 0, kind: 'repeat', choice: 'left', strength: 'much' },
    { rater: 1, image: 5, left: 0, right: 0, kind: 'check-left', choice: 'left', strength: 'much' },
    { rater: 2, image: 5, left: 2, right: 0, kind: 'regular', choice: 'left', strength: 'slight' },
  ];
  const extras = {
    strength: Uint8Array.from(votes, ({ strength }) => voteStrengths.indexOf(strength)),
    before: new Uint8Array(votes.length),
    after: new Uint8Array(votes.length),
  };
  const { pairs } = reportStrengths(arms, unpackedVotes(votes), extras);
  expect(pairs).toMatchObject([
    {
      nameA: 'one',
      nameB: 'two',
      n: 4,
      muchA: 0.5,
      clearA: 0,
      slightA: 0.25,
      slightB: 0,
      clearB: 0.25,
      muchB: 0,
      mean: (3 + 1 + 2 + 3) / 4,
      interval: { kind: 'two-sided' },
    },
    { nameA: 'one', nameB: 'three', n: 1, slightB: 1, mean: 1, interval: { kind: 'undetermined' } },
  ]);
});
