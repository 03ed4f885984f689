import { expect, test } from 'vitest';
import { embargoText } from './embargo.ts';

const pilot = { slug: 'pilot', title: 'Pilot' };
const main = { slug: 'main', title: 'Main' };

test('what is withheld is said with its number and the studies; nothing is said where nothing is', () => {
  const withheld = { count: 120, withheld: true, studies: [pilot] };
  expect(embargoText(withheld, { one: 'image', of: 'of this dataset' })).toBe(
    '120 images of this dataset are withheld while the study “Pilot” is open.',
  );
  expect(embargoText({ count: 1, withheld: true, studies: [main, pilot] }, { one: 'run' })).toBe(
    '1 run is withheld while the studies “Main” and “Pilot” are open.',
  );
  expect(embargoText({ count: 0, withheld: true, studies: [] }, { one: 'image' })).toBeNull();
});

test('a maintainer is told that what is shown is under embargo', () => {
  expect(embargoText({ count: 2, withheld: false, studies: [pilot] }, { one: 'image' })).toBe(
    'Under embargo: 2 images are shown to maintainers alone while the study “Pilot” is open.',
  );
});
