import type { Explanation } from '@fakexplain/explanation';
import { describe, expect, test } from 'vitest';
import { isFiller, withoutFiller } from './kernels/filler-sentences.ts';
import { leaveOutParts } from './leave-out.ts';

describe('a filler sentence', () => {
  test.each([
    // Every real picture of a set in FakeXplained's layout.
    'No region looks synthetic.',
    // A real picture in a result of another toolkit.
    'Nothing odd was found.',
    'No artifacts were detected in this image.',
    'There is no sign of manipulation anywhere.',
    'I see nothing that could not be.',
    'The image doesn’t show any visible artefacts.',
    'None found',
    'No evidence of AI-generated parts.',
  ])('says only that nothing was found: %s', (sentence) => expect(isFiller(sentence)).toBe(true));

  test.each([
    // It says where was looked.
    'No anomaly in structure, count or lighting.',
    'There are no hands.',
    'The fur, the markings and the shadow under the cat are consistent.',
    // What a small model wrote of a picture it does not know.
    'I found no only only only only wrong8 is evenly',
    // A verdict in words, not a finding.
    'It looks generated.',
    'The image looks real.',
    'No area looks real.',
    // Another language is not judged.
    '未发现任何异常。',
    '',
    '…',
  ])('says something else: %s', (sentence) => expect(isFiller(sentence)).toBe(false));

  test('goes from a text and leaves the others as they are', () => {
    expect(withoutFiller('No region looks synthetic.')).toBe('');
    expect(withoutFiller('Checking counts first. Nothing odd was found.\nThe text is legible!')).toBe(
      'Checking counts first. The text is legible!',
    );
    const kept = 'Two  blanks.\n\nAnd a line.';
    expect(withoutFiller(kept)).toBe(kept);
  });
});

const real: Explanation = {
  verdict: 'real',
  probability: 0.1,
  tags: ['quiet'],
  reasoning: 'No region looks synthetic.',
  regions: [],
};

test('parts that a study leaves out are not there at all', () => {
  expect(leaveOutParts(real, [])).toEqual({
    verdict: 'real',
    tags: ['quiet'],
    reasoning: 'No region looks synthetic.',
    regions: [],
  });
  expect(leaveOutParts(real, ['verdict', 'filler', 'tags'])).toEqual({ reasoning: '', regions: [] });
  expect(Object.keys(leaveOutParts(real, ['tags']))).toEqual(['verdict', 'reasoning', 'regions']);
});

test('filler stays beside a region, where it is about the rest of the image', () => {
  const marked: Explanation = {
    ...real,
    reasoning: 'Nothing else is wrong.',
    regions: [{ box: [0, 0, 1, 1], description: 'six fingers' }],
  };
  expect(leaveOutParts(marked, ['filler']).reasoning).toBe('Nothing else is wrong.');
  expect(leaveOutParts({ ...marked, regions: [] }, ['filler']).reasoning).toBe('');
});
