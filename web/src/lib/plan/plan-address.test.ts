import { expect, test } from 'vitest';
import { pairShare } from '../testing/leaderboard.ts';
import { planAddress } from './plan-address.ts';
import { readPlan } from './read-plan.ts';

test('the pair with most votes is the pilot, and the form understands it', () => {
  const pairs = [
    pairShare({ n: 40 }),
    pairShare({ n: 300, share: 0.62, effectiveRaters: 12.1, raterCorrelation: 0.1, imageCorrelation: 0 }),
    pairShare({ n: 900, raterCorrelation: null, imageCorrelation: null }),
  ];
  const address = planAddress(pairs) ?? '';
  const { question } = readPlan(new URL(address, 'http://site').searchParams);
  expect(question).toMatchObject({ assumed: { share: 0.62, correlations: { image: 0 } } });
  expect(question?.assumed.correlations.rater).toBeCloseTo(0.1813, 4);
});

test('nothing is planned by a pair of few votes', () => {
  expect(planAddress([pairShare({ n: 2, effectiveRaters: 2 })])).toBeNull();
  expect(planAddress([])).toBeNull();
});
