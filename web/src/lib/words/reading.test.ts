import { expect, test } from 'vitest';
import { readingWords } from './reading.ts';

const read = { grammar: 'qwen2.5-vl', coordinateSpace: 'qwen-smart-resized', readingSettings: null } as const;

test('how a text was read is said with all that was told', () => {
  expect(readingWords(read)).toBe('grammar qwen2.5-vl, boxes in qwen-smart-resized');
  const readingSettings = {
    resize: { minPixels: 3136, maxPixels: 1003520 },
    boxOrder: 'yxyx',
    tagSeparator: '; ',
  } as const;
  expect(readingWords({ ...read, readingSettings })).toBe(
    'grammar qwen2.5-vl, boxes in qwen-smart-resized (resize: minPixels 3136, maxPixels 1003520; box order: yxyx; tags parted by “; ”)',
  );
  expect(readingWords({ ...read, grammar: null })).toBeNull();
});
