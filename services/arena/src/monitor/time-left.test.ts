import { expect, test } from 'vitest';
import { timeLeft } from './time-left.ts';

const progress = { votes: 90, answers: 100, plannedVotes: 180, lately: { answers: 40, hours: 4 } };

test('the planned votes are there when the pace, less what is no vote, brings them', () => {
  // 10 answers an hour, 9 of them votes, 90 votes left.
  expect(timeLeft(progress)).toEqual({ pace: 10, left: { votes: 90, hours: 10 } });
});

test('nothing is left when they are there, and nobody knows when where nobody answers', () => {
  expect(timeLeft({ ...progress, plannedVotes: 80 }).left).toEqual({ votes: 0, hours: 0 });
  const idle = { ...progress, lately: { answers: 0, hours: 4 } };
  expect(timeLeft(idle)).toEqual({ pace: 0, left: { votes: 90, hours: null } });
  expect(timeLeft({ ...progress, plannedVotes: null })).toEqual({ pace: 10, left: null });
});

test('less than an hour tells no pace', () => {
  const begun = { ...progress, lately: { answers: 5, hours: 0.5 } };
  expect(timeLeft(begun)).toEqual({ pace: null, left: { votes: 90, hours: null } });
});
