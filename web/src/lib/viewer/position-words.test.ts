import { expect, test } from 'vitest';
import { positionWords } from './position-words.ts';

const size = { width: 900, height: 600 };

test.each([
  [[0, 0, 90, 60], 'upper left, 1% of the image'],
  [[0, 0, 300, 200], 'upper left, 11% of the image'],
  [[400, 250, 500, 350], 'centre, 2% of the image'],
  [[400, 500, 500, 600], 'lower centre, 2% of the image'],
  [[0, 250, 30, 300], 'middle left, under 1% of the image'],
  [[870, 560, 900, 600], 'lower right, under 1% of the image'],
  [[0, 0, 900, 600], 'the whole image'],
  [[0, 0, 900, 500], 'most of the image'],
] as const)('%j is %s', (box, words) => {
  expect(positionWords([...box], size)).toBe(words);
});
