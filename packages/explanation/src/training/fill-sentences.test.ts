import { expect, test } from 'vitest';
import { explanationFromTrainingRow } from './explanation-from-training-row.ts';
import { fillSentences } from './fill-sentences.ts';

const refs = ['the third hand', 'a cup without a handle', 'the far <tag>'];
const pair = '<ref-object><bbox>';

test.each([
  [
    'in a sentence',
    `Looks odd: ${pair} and ${pair}.`,
    'Looks odd: the third hand and a cup without a handle.',
  ],
  ['by themselves on a line', `Looks odd.\n${pair}\n${pair}`, `Looks odd.\n${pair}\n${pair}`],
  ['by themselves after a sentence', `Looks odd. ${pair}, ${pair}.`, `Looks odd. ${pair}, ${pair}.`],
  ['beside tags', `<think>${pair}<tag>shape</tag></think>`, `<think>${pair}<tag>shape</tag></think>`],
  ['first alone, then in a sentence', `${pair}\nSo is ${pair}.`, `${pair}\nSo is a cup without a handle.`],
])('placeholders %s', (_, text, filled) => expect(fillSentences(text, refs)).toBe(filled));

test('a description that reads like markup is taken at its word', () => {
  const content = `<think>Odd are ${pair}, ${pair} and ${pair}.</think><verdict>generated</verdict>`;
  const row = {
    messages: [{ role: 'assistant', content }],
    images: ['a.png'],
    objects: { ref: refs, bbox: refs.map((_, index) => [index, 0, index + 1, 1]) },
  };
  expect(explanationFromTrainingRow(row)).toMatchObject({
    ok: true,
    explanation: {
      reasoning: 'Odd are the third hand, a cup without a handle and the far <tag>.',
      tags: [],
      regions: refs.map((description, index) => ({ description, box: [index, 0, index + 1, 1] })),
    },
    warnings: [],
  });
});
