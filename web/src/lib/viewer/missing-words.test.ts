import { expect, test } from 'vitest';
import { missingWords } from './missing-words.ts';

const whole = {
  tags: ['texture'],
  reasoning: 'Six fingers.',
  regions: [{ box: [0, 0, 1, 1] as [number, number, number, number], description: 'hand' }],
};

test('what is missing stands in one line', () => {
  expect(missingWords(whole)).toBeNull();
  expect(missingWords({ ...whole, tags: [] })).toBe('No tag.');
  expect(missingWords({ ...whole, tags: [], reasoning: '' })).toBe('No further text and no tag.');
  expect(missingWords({ tags: [], reasoning: '', regions: [] })).toBe(
    'No region, no further text and no tag.',
  );
});

test('tags that a study leaves out are not called missing', () => {
  expect(missingWords({ reasoning: '', regions: whole.regions })).toBe('No further text.');
  expect(missingWords({ reasoning: 'Six fingers.', regions: whole.regions })).toBeNull();
});
