import { describe, expect, test } from 'vitest';
import golden from '../golden/plans.json' with { type: 'json' };
import { anytimeShare } from './anytime-share.ts';
import { clusteredShare, shareInterval, sumVotes, type ShareInterval } from './clustered-share.ts';
import {
  neededRaters,
  plannedDesignEffect,
  plannedHalfWidth,
  plannedPower,
  upperRaterCorrelation,
  type Assumed,
  type Goal,
} from './plan-study.ts';
import { voteSource, type SimulatedStudy } from './testing/simulate-votes.ts';
import { correlationsOf } from './vote-correlations.ts';

const assumed = ({
  share,
  raterSd,
  imageSd,
}: {
  share: number;
  raterSd: number;
  imageSd: number;
}): Assumed => ({
  share,
  correlations: correlationsOf({ truth: share, raterSd, imageSd }),
});

describe('scipy', () => {
  test.each(golden.correlations)('correlations: %o', ({ rater, image, ...effects }) => {
    expect(assumed(effects).correlations).toEqual({
      rater: expect.closeTo(rater, 9),
      image: expect.closeTo(image, 9),
    });
  });

  test.each(golden.plans)('plan: %o', ({ designEffect, one, any, ...plan }) => {
    const given = assumed(plan);
    expect(plannedDesignEffect(plan, given.correlations)).toBeCloseTo(designEffect, 8);
    for (const [looks, found] of [
      ['one', one],
      ['any', any],
    ] as const) {
      expect(plannedHalfWidth(plan, given, looks)).toBeCloseTo(found.halfWidth, 8);
      expect(plannedPower(plan, given, looks)).toEqual(
        'power' in found ? expect.closeTo(found.power ?? NaN, 8) : null,
      );
    }
  });

  test.each(golden.needed)('needed raters: %o', ({ goal, one, any, ...plan }) => {
    expect(neededRaters(goal as Goal, plan, assumed(plan), 'one')).toBe(one);
    expect(neededRaters(goal as Goal, plan, assumed(plan), 'any')).toBe(any);
  });

  test.each(golden.upperCorrelations)('upper bound of a pilot: %o', ({ found, upper, ...pilot }) => {
    expect(upperRaterCorrelation(found, pilot)).toBeCloseTo(upper, 9);
  });

  test('two raters bound nothing', () => {
    expect(upperRaterCorrelation(0.1, { raters: 2, ballots: 3 })).toBe(1);
  });
});

describe('simulated studies, by the intervals of the leaderboard', () => {
  const studies = 300;
  const halfWidth = (interval: ShareInterval) =>
    interval.kind === 'two-sided' ? (interval.high - interval.low) / 2 : NaN;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test.each([
    { raters: 23, ballots: 66, images: 400, raterSd: 0.8, imageSd: 0.8, truth: 0.5 },
    { raters: 61, ballots: 25, images: 400, raterSd: 0.8, imageSd: 0.8, truth: 0.6 },
    { raters: 61, ballots: 25, images: 100, raterSd: 0.5, imageSd: 0.5, truth: 0.55 },
    { raters: 15, ballots: 100, images: 400, raterSd: 1, imageSd: 0, truth: 0.9 },
    { raters: 200, ballots: 8, images: 400, raterSd: 0.5, imageSd: 0.5, truth: 0.55 },
    { raters: 30, ballots: 30, images: 100, raterSd: 0, imageSd: 0, truth: 0.6 },
  ] satisfies SimulatedStudy[])('width within 10% and power within 10 points of planned: %o', (study) => {
    const given = assumed({ ...study, share: study.truth });
    const draw = voteSource(study, 11);
    const found = Array.from({ length: studies }, () => {
      const sums = sumVotes(draw());
      return { one: shareInterval(clusteredShare(sums)), any: anytimeShare(sums) };
    });
    for (const looks of ['one', 'any'] as const) {
      const planned = plannedHalfWidth(study, given, looks) ?? NaN;
      const achieved = mean(found.map((intervals) => halfWidth(intervals[looks])));
      expect(achieved / planned).toBeGreaterThan(0.9);
      expect(achieved / planned).toBeLessThan(1.1);
      const power = plannedPower(study, given, looks);
      if (power === null) continue;
      const excludes = found.map(({ [looks]: interval }) =>
        Number(interval.kind === 'two-sided' && (interval.low > 0.5 || interval.high < 0.5)),
      );
      expect(Math.abs(mean(excludes) - power)).toBeLessThan(0.1);
    }
  });
});

test('too few raters or images give no interval, and no number of raters makes up for few images', () => {
  const given = assumed({ share: 0.6, raterSd: 0.8, imageSd: 0.8 });
  expect(plannedHalfWidth({ raters: 1, ballots: 25, images: 400 }, given, 'one')).toBeNull();
  expect(plannedPower({ raters: 5, ballots: 100, images: 400 }, given, 'any')).toBeNull();
  expect(plannedHalfWidth({ raters: 6, ballots: 4, images: 400 }, given, 'any')).toBeNull();
  expect(neededRaters({ halfWidth: 0.01 }, { ballots: 25, images: 400 }, given, 'one')).toBeNull();
});
