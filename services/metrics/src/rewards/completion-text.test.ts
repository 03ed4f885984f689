import { expect, test } from 'vitest';
import { completionOf, withoutEndTokens } from './completion-text.ts';

test.each([
  ['a<|im_end|>', 'a'],
  ['a <|im_end|>\n<|endoftext|><|endoftext|>', 'a'],
  ['<|im_end|>a', '<|im_end|>a'],
  ['a</verdict>', 'a</verdict>'],
  ['', ''],
])('%j without its end is %j', (text, rest) => {
  expect(withoutEndTokens(text)).toBe(rest);
});

test('the end of a long text is found', () => {
  const text = 'x '.repeat(100_000);
  expect(withoutEndTokens(`${text}<|im_end|>`)).toBe(text.trimEnd());
});

test('a completion is what follows its prompt, else the last beginning of an answer, else everything', () => {
  const prompt =
    '<|im_start|>user\n<|image_pad|>Write <verdict>real</verdict> or …<|im_end|>\n<|im_start|>assistant\n';
  expect(completionOf(`${prompt}said`, prompt)).toBe('said');
  const expanded = prompt.replace('<|image_pad|>', '<|image_pad|>'.repeat(64));
  expect(completionOf(`${expanded}said`, prompt)).toBe('said');
  expect(completionOf(`${expanded}said`, undefined)).toBe('said');
  expect(completionOf('said', undefined)).toBe('said');
});
