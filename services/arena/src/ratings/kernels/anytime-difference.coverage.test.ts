import { expect, test } from 'vitest';
import { measureDifferencePeeking } from '../../testing/measure-difference-peeking.ts';

// `npm run bench -- coverage` measures more settings by more studies and looks; here so many that a share found may lie three
// standard errors beyond what is promised.
const studies = 100;
const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / studies);
const equal = { arms: 4, images: 200, raterSd: 0.8, imageSd: 0.8 };

test.each([
  { ...equal, raters: 15, ballots: 60, interleaved: false },
  { ...equal, raters: 30, ballots: 30, interleaved: true },
])('looked at again and again, at most 5% of differences are ever wrong: %o', (study) => {
  const wrong = (level: number) =>
    measureDifferencePeeking(study, { studies, every: 30, level }, 3) / studies;
  expect(wrong(0.95)).toBeLessThanOrEqual(most);
  // An interval that promises less is wrong more often, so this test can fail.
  expect(wrong(0.1)).toBeGreaterThan(most);
});
