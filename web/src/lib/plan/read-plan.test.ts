import { expect, test } from 'vitest';
import { readPlan } from './read-plan.ts';

const read = (query: string) => readPlan(new URLSearchParams(query));

test('an empty form plans for ± 5 points by raters and images who differ', () => {
  for (const query of ['', 'half_width_percent=&share_percent=+&rater_correlation='])
    expect(read(query)).toMatchObject({
      errors: [],
      question: {
        goal: { halfWidth: 0.05 },
        ballots: 25,
        images: 400,
        assumed: { share: 0.5, correlations: { rater: expect.closeTo(0.1014, 4) } },
      },
    });
});

test('power is of finding 60% unless another share is given', () => {
  expect(read('goal=power').question).toMatchObject({ goal: { power: 0.8 }, assumed: { share: 0.6 } });
  expect(read('goal=power&share_percent=55').question?.assumed.share).toBe(0.55);
});

test('correlations stand for standard deviations, and a pilot for its upper bound', () => {
  const given = 'rater_correlation=0.1&image_correlation=0.05';
  expect(read(given).question?.assumed.correlations).toEqual({ rater: 0.1, image: 0.05 });
  const { rater } = read(`${given}&pilot_raters=12&pilot_ballots=25`).question?.assumed.correlations ?? {};
  expect(rater).toBeCloseTo(0.1813, 4);
});

test.each([
  ['images=ten', 'images', 'It is a number'],
  ['ballots=2.5', 'ballots', 'It is a whole number'],
  ['half_width_percent=60', 'half_width_percent', 'It is a number from 0.1 to 49'],
  ['ballots=50&images=40', 'ballots', /sees an image once/],
  ['goal=power&share_percent=50', 'share_percent', /nothing to find/],
  ['image_correlation=0.1', 'rater_correlation', /Both/],
  ['pilot_ballots=20', 'pilot_raters', /or neither/],
])('%s: what is wrong is told at %s, and what was typed stays', (query, path, message) => {
  const { errors, question, typed } = read(query);
  expect(question).toBeNull();
  expect(errors).toContainEqual({
    path,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
  expect(Object.keys(typed)).toHaveLength([...new URLSearchParams(query)].length);
});
