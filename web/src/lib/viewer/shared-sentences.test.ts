import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainSentence, sentencesOf, sharedSentences } from './shared-sentences.ts';

const said = (reasoning: string, ...descriptions: string[]) => ({
  reasoning,
  regions: descriptions.map((description) => ({
    box: [0, 0, 1, 1] as [number, number, number, number],
    description,
  })),
});

test('what two explanations say word for word is shared, wherever they say it', () => {
  const one = said('The hand has six fingers. The sky is banded.', 'Blurred letters');
  const other = said('Blurred letters. The sky is smooth.', 'the hand has  six fingers');
  expect([...sharedSentences(one, other)]).toEqual(['the hand has six fingers', 'blurred letters']);
  expect(sharedSentences(one, said(''))).toEqual(new Set());
  expect(sharedSentences(said(''), said(''))).toEqual(new Set());
});

test('Chinese sentences end without a blank, and figures do not end one', () => {
  expect(sentencesOf('左手有六根手指。背景文字模糊。')).toEqual(['左手有六根手指。', '背景文字模糊。']);
  expect(sentencesOf('About 0.5 of it. Why? So.')).toEqual(['About 0.5 of it.', ' Why?', ' So.']);
});

test('sentences are the text when joined, and plain ones stay plain', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '.', '?', '。', '\n', '1') });
  fc.assert(
    fc.property(text, (words) => {
      expect(sentencesOf(words).join('')).toBe(words);
      const plain = plainSentence(words);
      expect(plain).toBe(plain.trim());
    }),
  );
});
