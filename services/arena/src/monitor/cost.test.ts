import { expect, test } from 'vitest';
import { costOf } from './cost.ts';

const counted = {
  pay: { amount: 2, currency: 'EUR', per: 'rater' as const },
  complete: 3,
  voted: 5,
  answers: 60,
  votes: 50,
  plannedVotes: 100,
  limit: 12,
  ballotMs: 30_000,
};

test('raters who are complete are paid; of the planned votes, as many as it takes', () => {
  // 100 votes are 120 answers, of 12 a rater.
  expect(costOf(counted)).toEqual({ pay: counted.pay, units: 3, soFar: 6, planned: 20 });
});

test('without a limit all who answered are paid', () => {
  // 12 answers a rater too.
  expect(costOf({ ...counted, limit: null })).toMatchObject({ units: 5, soFar: 10, planned: 20 });
  const begun = { ...counted, limit: null, voted: 0, answers: 0, votes: 0 };
  expect(costOf(begun)).toMatchObject({ units: 0, soFar: 0, planned: null });
});

test('hours are answers at the time that a ballot takes', () => {
  const pay = { amount: 12, currency: 'EUR', per: 'hour' as const };
  expect(costOf({ ...counted, pay })).toEqual({ pay, units: 0.5, soFar: 6, planned: 12 });
  expect(costOf({ ...counted, pay, plannedVotes: null }).planned).toBeNull();
});
