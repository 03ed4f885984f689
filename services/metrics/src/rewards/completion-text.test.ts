import { expect, test } from 'vitest';
import { completionOf } from './completion-text.ts';

test('a completion is what follows its prompt, else the last beginning of an answer, else everything', () => {
  const prompt =
    '<|im_start|>user\n<|image_pad|>Write <verdict>real</verdict> or …<|im_end|>\n<|im_start|>assistant\n';
  expect(completionOf(`${prompt}said`, prompt)).toBe('said');
  const expanded = prompt.replace('<|image_pad|>', '<|image_pad|>'.repeat(64));
  expect(completionOf(`${expanded}said`, prompt)).toBe('said');
  expect(completionOf(`${expanded}said`, undefined)).toBe('said');
  expect(completionOf('said', undefined)).toBe('said');
});
