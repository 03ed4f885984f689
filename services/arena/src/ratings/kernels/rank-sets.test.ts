import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { difference } from './difference.ts';
import { fitBradleyTerry } from './fit-bradley-terry.ts';
import { type PairCount } from './pair-count.ts';
import { rankSets } from './rank-sets.ts';
import { ratingCovariance } from './rating-covariance.ts';
import { ratingIntervals } from './rating-intervals.ts';
import { arbitraryCounts, decided, publishedStudy } from '../../testing/arbitrary-counts.ts';
import { voteCells } from '../../testing/vote-cells.ts';

const setsOf = (arms: number, counts: PairCount[]) => {
  const fit = fitBradleyTerry(arms, counts);
  return rankSets(fit, ratingCovariance(fit));
};

const everyPair = (arms: number, count: (a: number, b: number) => PairCount): PairCount[] =>
  Array.from({ length: arms }, (_, a) =>
    Array.from({ length: arms - a - 1 }, (_, offset) => count(a, a + offset + 1)),
  ).flat();

describe('equally measured arms: the critical value is that of the studentised range', () => {
  test.each(Object.entries(golden.studentisedRange))('%s arms', (arms, expected) => {
    const { sets, criticalValues } = setsOf(
      Number(arms),
      everyPair(Number(arms), (a, b) => decided(a, b, 20, 20)),
    );
    // 1000 draws: the 95% quantile is met within about 0.06.
    expect(Math.abs((criticalValues[0] ?? NaN) - expected)).toBeLessThan(0.15);
    expect(sets).toEqual(sets.map(() => ({ best: 1, worst: Number(arms) })));
  });
});

test('arms far apart have one rank each', () => {
  const { sets } = setsOf(
    4,
    everyPair(4, (a, b) => decided(a, b, 90, 10)),
  );
  expect(sets).toEqual([1, 2, 3, 4].map((rank) => ({ best: rank, worst: rank })));
});

test('differences decide, where intervals of single ratings overlap', () => {
  const counts = [decided(0, 1, 900, 700), decided(1, 2, 399, 1)];
  const fit = fitBradleyTerry(3, counts);
  const covariance = ratingCovariance(fit);
  const [first, second] = ratingIntervals(fit, covariance);
  if (first?.kind !== 'two-sided' || second?.kind !== 'two-sided')
    throw new Error('both should be two-sided');
  expect(first.low).toBeLessThan(second.high);
  expect(rankSets(fit, covariance).sets.map(({ best }) => best)).toEqual([1, 2, 3]);
});

test('the published study leaves the first two and the last two apart', () => {
  expect(setsOf(4, publishedStudy).sets).toEqual([
    { best: 1, worst: 2 },
    { best: 1, worst: 2 },
    { best: 3, worst: 4 },
    { best: 3, worst: 4 },
  ]);
});

test('unlinked arms are not ordered, unvoted ones have no rank, two always above a third are not ordered', () => {
  const { sets } = setsOf(5, [decided(0, 1, 90, 10), decided(2, 3, 10, 90)]);
  expect(sets).toEqual([
    { best: 1, worst: 3 },
    { best: 2, worst: 4 },
    { best: 2, worst: 4 },
    { best: 1, worst: 3 },
    { best: null, worst: null },
  ]);
  const both = setsOf(3, [decided(0, 2, 4_000_000, 0), decided(1, 2, 90, 0)]).sets;
  expect(both.slice(0, 2)).toEqual([
    { best: 1, worst: 2 },
    { best: 1, worst: 2 },
  ]);
});

test('few clusters widen the critical value; one leaves all ranks open', () => {
  const votes = (raters: number) => {
    const rows = Array.from({ length: 90 }, (_, index) => index);
    return voteCells({
      rater: rows.map((row) => row % raters),
      image: rows,
      a: rows.map((row) => (row % 3 === 2 ? 1 : 0)),
      b: rows.map((row) => (row % 3 === 0 ? 1 : 2)),
      outcome: rows.map((row) => ((row * 7) % 10 < 6 ? 1 : 0)),
    });
  };
  const counts = [decided(0, 1, 18, 12), decided(0, 2, 18, 12), decided(1, 2, 18, 12)];
  const fit = fitBradleyTerry(3, counts);
  const critical = (raters: number) =>
    rankSets(fit, ratingCovariance(fit, votes(raters))).criticalValues[0] ?? null;
  expect(critical(1)).toBeNull();
  expect(critical(4)).toBeGreaterThan((critical(45) ?? NaN) * 1.2);
  expect(rankSets(fit, ratingCovariance(fit, votes(1))).sets).toEqual(
    [0, 1, 2].map(() => ({ best: 1, worst: 3 })),
  );
});

test('a set holds the rank of the estimates, whatever the votes', () => {
  fc.assert(
    fc.property(arbitraryCounts(5, 8), (counts) => {
      const fit = fitBradleyTerry(5, counts);
      fc.pre(fit.status === 'ok' && fit.method.every((method) => method === 'ml'));
      const { sets } = rankSets(fit, ratingCovariance(fit), { draws: 200 });
      for (const [arm, elo] of fit.elo.entries()) {
        const ahead = fit.elo.filter((other) => other > elo).length;
        expect(sets[arm]?.best).toBeLessThanOrEqual(ahead + 1);
        expect(sets[arm]?.worst).toBeGreaterThanOrEqual(ahead + 1);
      }
    }),
    { numRuns: 40 },
  );
});

test('the same seed gives the same sets', () => {
  const counts = everyPair(6, (a, b) => decided(a, b, 15 + b, 15));
  expect(setsOf(6, counts)).toEqual(setsOf(6, counts));
});

test('who is below whom makes the sets, orders nobody in a circle, and holds for each pair by itself', () => {
  fc.assert(
    fc.property(arbitraryCounts(5, 60), (counts) => {
      const fit = fitBradleyTerry(5, counts);
      fc.pre(fit.status === 'ok' && fit.method.every((method) => method === 'ml'));
      const covariance = ratingCovariance(fit);
      const { sets, below } = rankSets(fit, covariance, { draws: 200 });
      for (const [arm, set] of sets.entries()) {
        expect(set.worst).toBe(5 - (below[arm]?.length ?? 0));
        expect(set.best).toBe(1 + below.filter((others) => others.includes(arm)).length);
        // The interval of one pair is narrower than the simultaneous one.
        for (const other of below[arm] ?? [])
          expect(difference(fit, covariance, arm, other).interval).toMatchObject({
            low: expect.toSatisfy((low: number) => low > 0),
          });
      }
    }),
    { numRuns: 40 },
  );
});
