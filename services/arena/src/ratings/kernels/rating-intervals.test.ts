import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitBradleyTerry } from './fit-bradley-terry.ts';
import { difference } from './difference.ts';
import { ratingCovariance } from './rating-covariance.ts';
import { ratingIntervals } from './rating-intervals.ts';
import { arbitraryCounts, decided, publishedStudy } from '../../testing/arbitrary-counts.ts';

test('two arms: each interval reaches half as far as that of their difference', () => {
  const fit = fitBradleyTerry(2, [decided(0, 1, 30, 20)]);
  const covariance = ratingCovariance(fit);
  const { interval, elo } = difference(fit, covariance, 0, 1);
  if (interval.kind !== 'two-sided' || elo === null) throw new Error('the difference should be two-sided');
  expect(ratingIntervals(fit, covariance)[0]).toEqual({
    kind: 'two-sided',
    low: expect.closeTo(interval.low / 2, 9),
    high: expect.closeTo(interval.high / 2, 9),
  });
});

test('measured from an anchor, an interval is that of the difference, and the anchor has none', () => {
  const fit = fitBradleyTerry(3, [decided(0, 1, 30, 20), decided(1, 2, 12, 20)], {
    anchor: { arm: 1, elo: 1000 },
  });
  const covariance = ratingCovariance(fit);
  const { interval } = difference(fit, covariance, 2, 1);
  const intervals = ratingIntervals(fit, covariance);
  if (interval.kind !== 'two-sided') throw new Error('the difference should be two-sided');
  expect(intervals[2]).toEqual({
    kind: 'two-sided',
    low: expect.closeTo(1000 + interval.low, 9),
    high: expect.closeTo(1000 + interval.high, 9),
  });
  expect(intervals[1]?.kind).toBe('undetermined');
});

test('FakeShield of the published study is bounded above only, by more than its penalised rating', () => {
  const fit = fitBradleyTerry(4, publishedStudy);
  const [, , , fakeShield] = ratingIntervals(fit, ratingCovariance(fit));
  if (fakeShield?.kind !== 'at-most') throw new Error(`expected "at most", got ${fakeShield?.kind}`);
  expect(fakeShield.high).toBeGreaterThan(fit.elo[3] ?? NaN);
  // The reference is held and one pair bears on the bound: it is FakeXplainer's rating less that pair's own bound.
  const pair = difference(fit, ratingCovariance(fit), 1, 3).interval;
  if (pair.kind !== 'at-least') throw new Error(`expected "at least", got ${pair.kind}`);
  expect(fakeShield.high).toBeCloseTo((fit.elo[1] ?? NaN) - pair.low, 4);
});

test('an arm that never lost is bounded below only; one without votes has no interval', () => {
  const fit = fitBradleyTerry(4, [decided(0, 1, 12, 0), decided(1, 2, 30, 20)]);
  const intervals = ratingIntervals(fit, ratingCovariance(fit));
  expect(intervals.map(({ kind }) => kind)).toEqual(['at-least', 'two-sided', 'two-sided', 'undetermined']);
});

test('whatever the votes, an interval holds its rating, has some width, and is one-sided where the rating is penalised', () => {
  fc.assert(
    fc.property(arbitraryCounts(6, 1), fc.subarray([...Array(15).keys()], { minLength: 4 }), (full, kept) => {
      const fit = fitBradleyTerry(
        6,
        kept.map((index) => full[index]).filter((count) => count !== undefined),
      );
      for (const [arm, interval] of ratingIntervals(fit, ratingCovariance(fit)).entries()) {
        const elo = fit.elo[arm] ?? NaN;
        if (interval.kind === 'two-sided') expect(fit.method[arm]).toBe('ml');
        if (interval.kind === 'at-least' || interval.kind === 'at-most')
          expect(fit.method[arm]).toBe('firth');
        if (interval.kind === 'two-sided' || interval.kind === 'at-least')
          expect(elo - interval.low).toBeGreaterThan(1);
        if (interval.kind === 'two-sided' || interval.kind === 'at-most')
          expect(interval.high - elo).toBeGreaterThan(1);
      }
    }),
  );
});
