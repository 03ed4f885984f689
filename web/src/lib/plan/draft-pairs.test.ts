import { expect, test } from 'vitest';
import { draftPairs, readDraftPair } from './draft-pairs.ts';

const draft = (...names: string[]) => ({
  slug: 'pilot',
  arms: names.map((name) => ({ name })),
});

test('every pair of a draft is offered, and read back, whatever its arms are called', () => {
  const offered = draftPairs(draft('People "A"', 'B, or so', 'C'));
  expect(offered.map(({ words }) => words)).toEqual([
    'People "A" against B, or so',
    'People "A" against C',
    'B, or so against C',
  ]);
  expect(readDraftPair(offered[0]?.value ?? '')).toEqual({
    study: 'pilot',
    pair: ['People "A"', 'B, or so'],
  });
});

test('of many arms the pairs of the first are', () => {
  const offered = draftPairs(draft(...Array.from({ length: 20 }, (_, n) => `arm ${n}`)));
  expect(offered).toHaveLength(19);
  expect(offered.every(({ words }) => words.startsWith('arm 0 '))).toBe(true);
});

test.each(['', 'pilot', '["pilot","a"]', '["pilot","a",3]', '{}'])('%j is no pair', (value) => {
  expect(readDraftPair(value)).toBe(null);
});
