import { expect, test } from 'vitest';
import { chooseSide } from './choose-side.ts';

const even = { raterLeft: 0, raterRight: 0, pairLeft: 0, pairRight: 0 };

test('even tallies: a fair coin', () => {
  expect(chooseSide(even, 0.4999)).toEqual({ aOnLeft: true, probability: 0.5 });
  expect(chooseSide(even, 0.5)).toEqual({ aOnLeft: false, probability: 0.5 });
});

test('each tally that leans makes its side rarer; the two can cancel', () => {
  expect(chooseSide({ ...even, raterLeft: 1 }, 0.29)).toEqual({
    aOnLeft: true,
    probability: expect.closeTo(0.3),
  });
  expect(chooseSide({ ...even, pairRight: 4, raterRight: 1 }, 0.89)).toEqual({
    aOnLeft: true,
    probability: expect.closeTo(0.9),
  });
  expect(chooseSide({ ...even, pairLeft: 3, raterLeft: 1 }, 0.11)).toEqual({
    aOnLeft: false,
    probability: expect.closeTo(0.9),
  });
  expect(chooseSide({ ...even, pairLeft: 3, raterRight: 1 }, 0.49).aOnLeft).toBe(true);
});

test('over many ballots the sides stay near even, nearer than a fair coin keeps them', () => {
  let worst = 0;
  for (let study = 0; study < 50; study++) {
    const tally = { ...even };
    for (let ballot = 0; ballot < 200; ballot++) {
      const u = ((study * 7919 + ballot * 104729 + ballot * ballot * 31) % 9973) / 9973;
      if (chooseSide(tally, u).aOnLeft) tally.raterLeft++;
      else tally.raterRight++;
    }
    worst = Math.max(worst, Math.abs(tally.raterLeft - tally.raterRight));
  }
  expect(worst).toBeLessThan(14); // one standard deviation of a fair coin's difference
});
