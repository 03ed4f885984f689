import { expect, test } from 'vitest';
import { pairVotes } from '../testing/vote-columns.ts';
import { sampleVotes } from './sample-votes.ts';

const raters = 40;
const votesOf = (images: number) =>
  pairVotes(
    Array.from({ length: raters * images }, (_, row) => ({
      rater: Math.floor(row / images),
      image: row % images,
      a: 0,
      b: 1,
      outcome: 1,
      aOnLeft: true,
    })),
  );
const raterKeys = Uint32Array.from({ length: raters }, (_, rater) => rater * 7919);
const drawn = (images: number, most: number) => {
  const { rater, image } = sampleVotes(votesOf(images), { raterKeys }, most);
  return [...rater].map((own, row) => `${own} ${image[row]}`);
};

test.each([1, 17, 400, 1_199, 1_200])('of 1,200 votes %s are drawn, each once', (most) => {
  expect(new Set(drawn(30, most)).size).toBe(most);
});

test('the fewer are among the more', () => {
  const more = new Set(drawn(30, 600));
  expect(drawn(30, 150).every((vote) => more.has(vote))).toBe(true);
});
