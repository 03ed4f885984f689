import { describe, expect, test } from 'vitest';
import { measureCoverage, settings, type Counts, type Method } from './testing/measure-coverage.ts';
import type { SimulatedStudy } from './testing/simulate-votes.ts';

// `npm run bench -- coverage` measures all settings by 2,000 studies each; here 200 of some, so that a share found may lie
// three standard errors beyond what is promised.
const studies = 200;
const from23Raters = ({ raters }: SimulatedStudy) => raters >= 23;
const allowance = (share: number, n: number) => 3 * Math.sqrt((share * (1 - share)) / n);

const add = (all: readonly Counts[]): Counts =>
  all.reduce((sum, counts) => ({
    studies: sum.studies + counts.studies,
    inside: sum.inside + counts.inside,
    tooHigh: sum.tooHigh + counts.tooHigh,
    tooLow: sum.tooLow + counts.tooLow,
    differs: sum.differs + counts.differs,
    equivalent: sum.equivalent + counts.equivalent,
  }));

/** Found at a truth: each setting, by method. */
const measure = (truth: number, wanted: (study: SimulatedStudy) => boolean) =>
  settings([truth])
    .filter(wanted)
    .map((study, index) => measureCoverage(study, studies, index + 1));
const together = (found: readonly Record<Method, Counts>[], method: Method) =>
  add(found.map((counts) => counts[method]));

describe.each([0.5, 0.53, 0.9, 0.97, 0.99])('a share of %f, from 23 raters on', (truth) => {
  const found = measure(truth, from23Raters);

  test('95% intervals cover 92.5 to 98%, whatever raters and images are like', () => {
    for (const { clustered } of found) {
      expect(clustered.inside / studies).toBeGreaterThan(0.925 - allowance(0.925, studies));
      expect(clustered.inside / studies).toBeLessThanOrEqual(Math.min(1, 0.98 + allowance(0.98, studies)));
    }
    const all = together(found, 'clustered');
    expect(all.inside / all.studies).toBeGreaterThan(0.925);
    expect(all.inside / all.studies).toBeLessThan(0.98);
  });

  test('misses lie on both sides, within 3 to 1', () => {
    const { tooHigh, tooLow } = together(found, 'clustered');
    expect(Math.max(tooHigh, tooLow)).toBeLessThanOrEqual(3 * Math.min(tooHigh, tooLow));
  });
});

test.each([
  { truth: 0.55, said: 'equivalent' },
  { truth: 0.5, said: 'differs' },
] as const)(
  'at %o no more than 6%, where tests that take votes as independent say it far more often',
  ({ truth, said }) => {
    const found = measure(truth, () => true);
    for (const { clustered } of found)
      expect(clustered[said] / studies).toBeLessThan(0.06 + allowance(0.06, studies));
    const [clustered, exact] = [together(found, 'clustered'), together(found, 'wald')];
    expect(clustered[said] / clustered.studies).toBeLessThan(0.06);
    expect(exact[said] / exact.studies).toBeGreaterThan(0.12);
  },
);

test('from 8 and 15 raters, shares are covered as well as few raters allow, where the Wald interval misses', () => {
  for (const truth of [0.5, 0.9, 0.97]) {
    const found = measure(truth, (study) => !from23Raters(study));
    for (const { clustered } of found)
      expect(clustered.inside / studies).toBeGreaterThan(0.915 - allowance(0.915, studies));
    const [clustered, wald] = [together(found, 'clustered'), together(found, 'wald')];
    if (truth < 0.9) continue;
    expect(wald.inside).toBeLessThan(clustered.inside - 0.01 * wald.studies);
    expect(wald.tooHigh).toBeGreaterThan(4 * wald.tooLow);
  }
});
