import { planCurve } from '@fakexplain/statistics/plan-curve';
import { expect, test } from 'vitest';
import { parse, wordsOf } from '../testing/parse.ts';
import { planLines, questionOf } from './study-plan.ts';

/** What the command prints. */
async function plan(words: string): Promise<string[]> {
  const question = questionOf(
    (await parse(wordsOf(`study plan ${words}`))) as Parameters<typeof questionOf>[0],
  );
  return planLines(question, planCurve(question));
}

test('a width: raters for one look and for any, then the curve and other ballots', async () => {
  const lines = await plan('--half-width 0.05');
  expect(lines[0]).toMatch(
    /^±5\.0 points at a share of 50%, 400 images; .* rater 0\.101, on an image 0\.101$/,
  );
  expect(lines[1]).toMatch(/61 raters × 25 ballots = 1,525 votes$/);
  expect(lines[2]).toMatch(/206 raters × 25 ballots = 5,150 votes$/);
  expect(lines.filter((line) => line.endsWith('←'))).toEqual([
    expect.stringMatching(/^ +61 +1,525 +±5\.0 +±8\.0 +█+ ←$/),
    expect.stringMatching(/^ +206 +5,150 +±3\.\d +±5\.0 +█+ ←$/),
  ]);
  expect(lines).toContain('    25: 61, 206');
});

test('power: of finding a share, 60% unless told', async () => {
  const lines = await plan('--power 0.8');
  expect(lines[0]).toMatch(/^80% power at a share of 60%/);
  expect(lines[1]).toMatch(/ 31 raters/);
  expect((await plan('--half-width 0.03 --images 100'))[1]).toMatch(/more images$/);
});

test('a pilot is planned by its upper bound', async () => {
  const given = '--rater-correlation 0.1 --image-correlation 0.1';
  expect((await plan(given))[0]).toMatch(/rater 0\.100/);
  expect((await plan(`${given} --pilot-raters 12 --pilot-ballots 25`))[0]).toMatch(/rater 0\.181/);
});

test.each([
  ['--ballots 500', /at most --images/],
  ['--power 0.8 --share 0.5', /nothing to find/],
  ['--rater-correlation 0.1', /given together/],
  ['--pilot-raters 12', /given together/],
])('%s does not go together', async (words, message) => {
  await expect(plan(words)).rejects.toThrow(message);
});
