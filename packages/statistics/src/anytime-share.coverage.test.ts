import { expect, test } from 'vitest';
import { measurePeeking } from './testing/measure-peeking.ts';

// `npm run bench -- coverage` measures many settings by 1,000 studies each; here 400 of some, so that a share found may lie
// three standard errors beyond what is promised.
const studies = 400;
const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / studies);

test.each([
  { raters: 23, ballots: 66, raterSd: 0.8, imageSd: 0.8, truth: 0.5, interleaved: false },
  { raters: 23, ballots: 66, raterSd: 0.8, imageSd: 0.8, truth: 0.9, interleaved: false },
  { raters: 8, ballots: 200, raterSd: 1, imageSd: 0, truth: 0.5, interleaved: false },
  { raters: 61, ballots: 25, raterSd: 0.8, imageSd: 0.8, truth: 0.5, interleaved: true },
])('looked at after every vote, at most 5% are ever wrong: %o', (study) => {
  const wrong = measurePeeking({ ...study, images: 400 }, studies, 7);
  expect(wrong.anytime / studies).toBeLessThanOrEqual(most);
  // The interval for one look fails, so this test can.
  expect(wrong.fixed / studies).toBeGreaterThan(0.1);
});
