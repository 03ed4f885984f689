import { expect, test } from 'vitest';
import { covariates, featuresOf, type Features } from './covariates.ts';

const image = { width: 100, height: 50, label: 'generated' } as const;

test('words of all texts, boxes, the area of their union, and whether the verdict is right', () => {
  const said = {
    verdict: 'generated',
    reasoning: 'The hand  is\nodd.',
    regions: [
      { box: [0, 0, 50, 50] as [number, number, number, number], description: 'six fingers' },
      { box: [25, 0, 75, 50] as [number, number, number, number], description: '' },
    ],
  } as const;
  const features = featuresOf({ ...said, regions: [...said.regions] }, image);
  expect(features).toEqual({ words: 6, boxes: 2, boxedArea: 0.75, verdictRight: true });
  const nothing = featuresOf({ verdict: null, reasoning: '', regions: [] }, image);
  expect(nothing).toEqual({ words: 0, boxes: 0, boxedArea: 0, verdictRight: false });
});

const features = (changes: Partial<Features>): Features => ({
  words: 0,
  boxes: 0,
  boxedArea: 0,
  verdictRight: false,
  ...changes,
});

test.each<[string, Partial<Features>, Partial<Features>, boolean, number]>([
  ['side', {}, {}, true, 1],
  ['side', {}, {}, false, -1],
  ['words', { words: 30 }, { words: 10 }, true, 0.5],
  ['words', {}, {}, true, 0],
  ['boxes', {}, { boxes: 3 }, true, -1],
  ['boxed_area', { boxedArea: 0.5 }, { boxedArea: 0.75 }, true, -0.25],
  ['verdict_right', { verdictRight: true }, {}, false, 1],
  ['verdict_right', { verdictRight: true }, { verdictRight: true }, false, 0],
])('%s of %o against %o', (slug, a, b, aOnLeft, expected) => {
  const found = covariates.find(({ covariate }) => covariate === slug);
  expect(found?.value(features(a), features(b), aOnLeft)).toBe(expected);
  expect(found?.value(features(b), features(a), !aOnLeft)).toBe(expected === 0 ? expected : -expected);
});
