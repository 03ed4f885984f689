import { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { quality, type Choice, type QualityVote } from './quality.ts';

let made = 0;
const vote = (over: Partial<QualityVote>): QualityVote => ({
  ballot: `ballot-${(made += 1)}`,
  kind: 'regular',
  rater: 'r1',
  image: 0,
  leftArm: 0,
  rightArm: 1,
  choice: 'left',
  repeatOf: null,
  soundSide: null,
  ...over,
});
const report = (votes: QualityVote[]) => arena.qualitySchema.parse(quality(votes, 1));

test('a mirrored repeat agrees when the same arm is preferred, whatever the side', () => {
  const first = vote({ choice: 'left' });
  const tie = vote({ image: 1, choice: 'tie' });
  const votes = [
    first,
    tie,
    vote({ kind: 'repeat', repeatOf: first.ballot, leftArm: 1, rightArm: 0, choice: 'right' }),
    vote({ kind: 'repeat', repeatOf: tie.ballot, leftArm: 1, rightArm: 0, choice: 'left' }),
  ];
  expect(report(votes).selfAgreement).toMatchObject({ k: 1, n: 2, share: 0.5 });
});

test('a check is passed when the sound side is chosen; a tie does not pass', () => {
  const check = (choice: 'left' | 'right' | 'tie') =>
    vote({ kind: 'check', leftArm: 0, rightArm: 0, soundSide: 'right', choice });
  expect(report([check('right'), check('left'), check('tie')]).checksPassed).toMatchObject({ k: 1, n: 3 });
});

test('agreement is of arms, not sides', () => {
  const votes = [
    vote({ rater: 'r1', leftArm: 0, rightArm: 1, choice: 'left' }),
    vote({ rater: 'r2', leftArm: 1, rightArm: 0, choice: 'right' }),
    vote({ rater: 'r1', image: 1, leftArm: 0, rightArm: 1, choice: 'right' }),
    vote({ rater: 'r2', image: 1, leftArm: 1, rightArm: 0, choice: 'left' }),
  ];
  expect(report(votes).betweenRaters).toMatchObject({ units: 2, raw: 1, krippendorffAlpha: 1 });
});

test('chance in AC1 is of all answers, those that one rater alone gave too: as irrCAC 0.4.4 has it', () => {
  const answers: Choice[][] = [
    ['left', 'left'],
    ['left', 'right'],
    ['right', 'right'],
    ...Array.from({ length: 6 }, (): Choice[] => ['left']),
  ];
  const votes = answers.flatMap((choices, image) =>
    choices.map((choice, rater) => vote({ rater: `r${rater}`, image, choice })),
  );
  expect(report(votes).betweenRaters.gwetAc1).toBeCloseTo(0.63265, 5);
  expect(report(votes).betweenRaters).toMatchObject({
    units: 3,
    krippendorffAlpha: expect.closeTo(4 / 9, 9),
  });
});

test('a rater who always votes left is counted, one with few votes is not judged', () => {
  const many = Array.from({ length: 20 }, (_, image) => vote({ rater: 'lefty', image }));
  const fair = Array.from({ length: 20 }, (_, image) =>
    vote({ rater: 'fair', image, choice: image % 2 ? 'left' : 'right' }),
  );
  const few = Array.from({ length: 9 }, (_, image) => vote({ rater: 'new', image }));
  expect(report([...many, ...fair, ...few]).oneSidedRaters).toEqual({ k: 1, n: 2 });
});

test('nothing voted: every count is 0 and every value unknown', () => {
  expect(report([])).toMatchObject({
    selfAgreement: { n: 0, share: null, exact: { kind: 'undetermined' } },
    checksPassed: { n: 0, share: null },
    betweenRaters: { units: 0, raw: null, krippendorffAlpha: null, gwetAc1: null },
    oneSidedRaters: { k: 0, n: 0 },
  });
});
