import { expect, test } from 'vitest';
import { planCurve } from './plan-curve.ts';
import type { PlanQuestion } from './plan-question.ts';
import { correlationsOf } from './vote-correlations.ts';

const question = (share: number, goal: PlanQuestion['goal']): PlanQuestion => ({
  goal,
  ballots: 25,
  images: 400,
  assumed: { share, correlations: correlationsOf({ truth: share, raterSd: 0.8, imageSd: 0.8 }) },
});

test('the curve holds the raters needed, where it reaches the goal, and falls on both sides of them', () => {
  const { needed, points } = planCurve(question(0.5, { halfWidth: 0.05 }));
  expect(needed).toEqual({ one: 61, any: 206 });
  for (const looks of ['one', 'any'] as const) {
    const place = points.findIndex(({ raters }) => raters === needed[looks]);
    const width = (at: number) => points[at]?.[looks].halfWidth ?? NaN;
    expect(width(place)).toBeLessThanOrEqual(0.05);
    expect(width(place - 1)).toBeGreaterThan(0.05);
    expect(width(place + 1)).toBeLessThan(width(place));
  }
  expect(points.every(({ raters, votes }) => votes === 25 * raters)).toBe(true);
  expect(points[0]).toMatchObject({ raters: 4, any: { halfWidth: null } });
});

test('more ballots by each rater need fewer raters, but ever more votes', () => {
  const { byBallots } = planCurve(question(0.6, { power: 0.8 }));
  expect(byBallots.map(({ ballots }) => ballots)).toEqual([5, 10, 25, 50, 100, 200]);
  expect(byBallots.find(({ ballots }) => ballots === 25)).toMatchObject({ one: 31, any: 64 });
  for (const [index, { ballots, one }] of byBallots.entries()) {
    const before = byBallots[index - 1];
    if (!before) continue;
    expect(one).toBeLessThan(before.one ?? NaN);
    expect(ballots * (one ?? NaN)).toBeGreaterThan(before.ballots * (before.one ?? NaN));
  }
});

test('what no raters reach has a curve all the same', () => {
  const { needed, points } = planCurve(question(0.5, { halfWidth: 0.01 }));
  expect(needed).toEqual({ one: null, any: null });
  expect(points.at(-1)?.raters).toBe(150);
});
