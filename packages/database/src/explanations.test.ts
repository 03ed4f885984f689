import { createHash } from 'node:crypto';
import type { Explanation } from '@fakexplain/explanation';
import { expect, test } from 'vitest';
import { contentHash } from './explanations.ts';

const explanation: Explanation = {
  verdict: 'generated',
  probability: 0.9,
  tags: ['anatomy'],
  reasoning: 'the hand is wrong',
  regions: [{ box: [1, 2, 3.5, 4], description: 'six fingers' }],
};

test('the hash is that of the written form, which must never change', () => {
  const written = '["generated",["anatomy"],"the hand is wrong",[[[1,2,3.5,4],"six fingers"]]]';
  expect(contentHash(explanation)).toEqual(createHash('sha256').update(written).digest());
});

test('what is not shown changes nothing', () => {
  const [region] = explanation.regions;
  const masked = region && { ...region, mask: { size: [4, 4] as [number, number], counts: 'x' } };
  expect(contentHash({ ...explanation, probability: null, regions: masked ? [masked] : [] })).toEqual(
    contentHash(explanation),
  );
});

test.each<[string, Partial<Explanation>]>([
  ['verdict', { verdict: 'real' }],
  ['no verdict', { verdict: null }],
  ['tags', { tags: [] }],
  ['reasoning', { reasoning: '' }],
  ['a box', { regions: [{ box: [1, 2, 3, 4], description: 'six fingers' }] }],
  ['a description', { regions: [{ box: [1, 2, 3.5, 4], description: 'five fingers' }] }],
])('%s changes it', (_, change) => {
  expect(contentHash({ ...explanation, ...change })).not.toEqual(contentHash(explanation));
});
