import { expect, test } from 'vitest';
import { readingWords } from './reading-words.ts';

test('how a text was read is said with all that was told', () => {
  const read = { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized', settings: null } as const;
  expect(readingWords(read)).toBe('qwen2.5-vl, boxes in qwen-smart-resized');
  const settings = {
    resize: { minPixels: 3136, maxPixels: 1_003_520 },
    boxOrder: 'yxyx',
    tagSeparator: '; ',
  } as const;
  expect(readingWords({ ...read, settings })).toBe(
    'qwen2.5-vl, boxes in qwen-smart-resized (resize: minPixels 3136, maxPixels 1003520; box order: yxyx; tags parted by “; ”)',
  );
});
