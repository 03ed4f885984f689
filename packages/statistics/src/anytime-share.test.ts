import { describe, expect, test } from 'vitest';
import golden from '../golden/clustered-shares.json' with { type: 'json' };
import { anytimeCritical, anytimeShare } from './anytime-share.ts';
import { sumVotes } from './clustered-share.ts';

const near = (value: number) => expect.closeTo(value, 9);
const says = {
  raters: /^too few raters/,
  images: /^too few images/,
  votes: /^shown from 30 votes/,
  minority: /^all votes but \d went/,
};

describe('critical values are where scipy finds the evidence to pass 1 / α', () => {
  test.each(golden.criticalValues)('%o', ({ votes, degreesOfFreedom, alpha, critical }) => {
    const found = anytimeCritical(votes, degreesOfFreedom, 1 - alpha);
    expect(found).toEqual(critical === null ? null : near(critical));
  });
});

describe.each(golden.shares)('$name', ({ rater, image, won, anytime }) => {
  test.each(anytime)('first votes, $votes', ({ votes, low, high, reason }) => {
    const first = (column: number[]) => column.slice(0, votes);
    const sums = sumVotes({
      rater: first(rater),
      image: first(image),
      won: first(won),
      votes: first(won).fill(1),
    });
    expect(anytimeShare(sums)).toEqual(
      reason === undefined
        ? { kind: 'two-sided', low: near(low ?? NaN), high: near(high ?? NaN) }
        : { kind: 'undetermined', reason: expect.stringMatching(says[reason as keyof typeof says]) },
    );
  });
});

describe('what is missing is told', () => {
  /** Each of some raters votes once on each of some images, the first few for the second arm. */
  const study = (raters: number, images: number, lost: (rater: number, image: number) => boolean) => {
    const votes = Array.from({ length: raters * images }, (_, row) => ({
      rater: row % raters,
      image: Math.floor(row / raters),
    }));
    return sumVotes({
      rater: votes.map(({ rater }) => rater),
      image: votes.map(({ image }) => image),
      won: votes.map(({ rater, image }) => (lost(rater, image) ? 0 : 1)),
      votes: votes.map(() => 1),
    });
  };
  const reason = (...of: Parameters<typeof study>) => anytimeShare(study(...of));

  test.each([
    ['no vote', 0, 0, () => false, 'shown from 30 votes on that are not neutral'],
    ['29 votes', 29, 1, () => false, /^too few images.*1 count like 1\.0/],
    ['28 votes', 7, 4, () => false, /^too few images.*4 count like 4\.0/],
    ['24 votes', 6, 6, (_: number, image: number) => image > 3, null],
    [
      'four raters against',
      40,
      10,
      (rater: number) => rater < 4,
      /^all votes but 40 .* 10 votes of 5 raters/,
    ],
    [
      'nine votes against',
      40,
      10,
      (rater: number, image: number) => rater < 9 && image < 1,
      /^all votes but 9 /,
    ],
    ['no vote against', 40, 10, () => false, /^all votes but 0 /],
  ] as const)('%s', (_, raters, images, lost, said) => {
    const found = reason(raters, images, lost);
    if (said === null) expect(found).toMatchObject({ kind: 'undetermined' });
    else
      expect(found).toEqual({
        kind: 'undetermined',
        reason: typeof said === 'string' ? said : expect.stringMatching(said),
      });
  });

  test('ten votes of five raters are enough, and either side may have them', () => {
    const few = (rater: number, image: number) => rater < 5 && image < 2;
    const many = (rater: number, image: number) => !few(rater, image);
    const [lost, won] = [anytimeShare(study(40, 10, few)), anytimeShare(study(40, 10, many))];
    expect(lost).toMatchObject({ kind: 'two-sided' });
    if (lost.kind === 'two-sided')
      expect(won).toEqual({ kind: 'two-sided', low: near(1 - lost.high), high: near(1 - lost.low) });
  });
});
