import { expect, test } from 'vitest';
import { durationWords, paceWords } from './moments.ts';

test.each([
  [0, 'under a minute'],
  [29, 'under a minute'],
  [30, 'about 1 min'],
  [3_569, 'about 59 min'],
  [3_570, 'about 1 h'],
  [7_800, 'about 2 h 10 min'],
  [172_800, 'about 2 days'],
])('%i s is %s', (seconds, words) => expect(durationWords(seconds)).toBe(words));

test.each([
  [0, 'no image in the last minute'],
  [0.05, '20 s an image'],
  [0.8, '1.3 s an image'],
  [1, '1.0 images a second'],
  [42.4, '42 images a second'],
])('%d a second is %s', (pace, words) => expect(paceWords(pace)).toBe(words));
