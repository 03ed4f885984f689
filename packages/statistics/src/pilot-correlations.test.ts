import { expect, test } from 'vitest';
import golden from '../golden/clustered-shares.json' with { type: 'json' };
import { sumVotes } from './clustered-share.ts';
import { pilotCorrelations } from './pilot-correlations.ts';
import { voteSource } from './testing/simulate-votes.ts';
import { correlationsOf } from './vote-correlations.ts';

test.each(golden.shares)('as numpy has them, cut to 0–0.9: $name', ({ rater, image, won, pilot }) => {
  const votes = { rater, image, won, votes: won.map(() => 1) };
  const cut = (value: number) => expect.closeTo(Math.min(0.9, Math.max(0, value)), 9);
  expect(pilotCorrelations(votes, sumVotes(votes))).toEqual(
    pilot && { rater: cut(pilot.rater), image: cut(pilot.image) },
  );
});

test('on average over pilots they are the correlations that votes were drawn with', () => {
  const study = { raters: 40, ballots: 25, images: 60, raterSd: 1, imageSd: 0.8, truth: 0.6 };
  const draw = voteSource(study, 5);
  const found = Array.from({ length: 200 }, () => {
    const votes = draw();
    return pilotCorrelations(votes, sumVotes(votes));
  });
  const { rater, image } = correlationsOf(study);
  const mean = (of: 'rater' | 'image') =>
    found.reduce((sum, one) => sum + (one?.[of] ?? NaN), 0) / found.length;
  expect(Math.abs(mean('rater') / rater - 1)).toBeLessThan(0.1);
  expect(Math.abs(mean('image') / image - 1)).toBeLessThan(0.1);
});
