import { expect, test } from 'vitest';
import { porterStem } from './porter-stem.ts';

// Porter's own examples, but for the last two lines: where nltk goes its own way.
test.each([
  ['caresses', 'caress'],
  ['ponies', 'poni'],
  ['plastered', 'plaster'],
  ['motoring', 'motor'],
  ['hopping', 'hop'],
  ['falling', 'fall'],
  ['filing', 'file'],
  ['relational', 'relat'],
  ['triplicate', 'triplic'],
  ['hopefulness', 'hope'],
  ['adjustment', 'adjust'],
  ['controll', 'control'],
  ['cease', 'ceas'],
  ['as', 'as'],
  ['enjoy', 'enjoy'],
  ['dying', 'die'],
])('%s becomes %s', (word, stem) => {
  expect(porterStem(word)).toBe(stem);
});
