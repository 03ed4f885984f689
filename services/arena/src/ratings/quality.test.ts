import { arena } from '@fakexplain/contract';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackedVotes, type AnyVote } from '../testing/vote-columns.ts';
import { quality } from './quality.ts';

const vote = (over: Partial<AnyVote>): AnyVote => ({
  rater: 0,
  image: 0,
  left: 0,
  right: 1,
  kind: 'regular',
  choice: 'left',
  ...over,
});
const report = (votes: AnyVote[]) => arena.qualitySchema.parse(quality(unpackedVotes(votes), 1));

test('a mirrored repeat agrees when the same arm is preferred, whatever the side', () => {
  const votes = [
    vote({ choice: 'left' }),
    vote({ image: 1, choice: 'tie' }),
    vote({ kind: 'repeat', left: 1, right: 0, choice: 'right' }),
    vote({ kind: 'repeat', image: 1, left: 1, right: 0, choice: 'left' }),
    // Another rater's answer to the same ballot has no part in it.
    vote({ rater: 1, choice: 'right' }),
  ];
  expect(report(votes).selfAgreement).toMatchObject({ k: 1, n: 2, share: 0.5 });
});

test('a check is passed when the sound side is chosen; a tie does not pass', () => {
  const check = (choice: AnyVote['choice'], kind: AnyVote['kind'] = 'check-right') =>
    vote({ kind, left: 0, right: 0, choice });
  expect(report([check('right'), check('left'), check('tie')]).checksPassed).toMatchObject({ k: 1, n: 3 });
  expect(report([check('left', 'check-left')]).checksPassed).toMatchObject({ k: 1, n: 1 });
});

test('agreement is of arms, not sides', () => {
  const votes = [
    vote({ rater: 0, choice: 'left' }),
    vote({ rater: 1, left: 1, right: 0, choice: 'right' }),
    vote({ rater: 0, image: 1, choice: 'right' }),
    vote({ rater: 1, image: 1, left: 1, right: 0, choice: 'left' }),
  ];
  expect(report(votes).betweenRaters).toMatchObject({ units: 2, raw: 1, krippendorffAlpha: 1 });
});

test('chance in AC1 is of all answers, those that one rater alone gave too: as irrCAC 0.4.4 has it', () => {
  const answers: AnyVote['choice'][][] = [
    ['left', 'left'],
    ['left', 'right'],
    ['right', 'right'],
    ...Array.from({ length: 6 }, (): AnyVote['choice'][] => ['left']),
  ];
  const votes = answers.flatMap((choices, image) =>
    choices.map((choice, rater) => vote({ rater, image, choice })),
  );
  expect(report(votes).betweenRaters.gwetAc1).toBeCloseTo(0.63265, 5);
  expect(report(votes).betweenRaters).toMatchObject({
    units: 3,
    krippendorffAlpha: expect.closeTo(4 / 9, 9),
  });
});

test('a rater who always votes left is counted, one with few votes is not judged', () => {
  const many = Array.from({ length: 20 }, (_, image) => vote({ rater: 0, image }));
  const fair = Array.from({ length: 20 }, (_, image) =>
    vote({ rater: 1, image, choice: image % 2 ? 'left' : 'right' }),
  );
  const few = Array.from({ length: 9 }, (_, image) => vote({ rater: 2, image }));
  expect(report([...many, ...fair, ...few]).oneSidedRaters).toEqual({ k: 1, n: 2 });
});

test('in which order votes came makes no difference', () => {
  const some = fc.array(
    fc.record({
      rater: fc.nat(5),
      image: fc.nat(4),
      left: fc.nat(2),
      right: fc.nat(2),
      choice: fc.constantFrom<AnyVote['choice']>('left', 'right', 'tie', 'neither'),
    }),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(some, (made) => {
      const votes = made
        .filter(({ left, right }) => left !== right)
        .map((each): AnyVote => ({ ...each, kind: 'regular' }));
      expect(report(votes.toReversed())).toEqual(report(votes));
    }),
  );
});

test('nothing voted: every count is 0 and every value unknown', () => {
  expect(report([])).toMatchObject({
    selfAgreement: { n: 0, share: null, exact: { kind: 'undetermined' } },
    checksPassed: { n: 0, share: null },
    betweenRaters: { units: 0, raw: null, krippendorffAlpha: null, gwetAc1: null },
    oneSidedRaters: { k: 0, n: 0 },
  });
});
