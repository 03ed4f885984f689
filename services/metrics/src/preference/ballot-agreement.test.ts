import { expect, test } from 'vitest';
import { ballotAgreement } from './ballot-agreement.ts';

test('votes agree with a metric, disagree, tie or say nothing', () => {
  const pairs = [
    { winner: 0.5, loser: 0.25, votes: 3 },
    { winner: 0.25, loser: 0.5, votes: 2 },
    { winner: 0.5, loser: 0.5, votes: 7 },
    { winner: null, loser: 0.5, votes: 11 },
    { winner: 0.5, loser: null, votes: 13 },
  ];
  expect(ballotAgreement(pairs, 'higher')).toEqual({ k: 3, n: 5, equal: 7 });
  expect(ballotAgreement(pairs, 'lower')).toEqual({ k: 2, n: 5, equal: 7 });
});
