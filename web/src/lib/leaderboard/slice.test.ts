import { expect, test } from 'vitest';
import { parseSlice } from './slice.ts';

test('a slice is read from the address', () => {
  expect(parseSlice(null)).toEqual({ slice: 'all' });
  expect(parseSlice('all')).toEqual({ slice: 'all' });
  expect(parseSlice('category:GAN')).toEqual({ slice: 'category', value: 'GAN' });
  expect(parseSlice('generator:a:b, c')).toEqual({ slice: 'generator', value: 'a:b, c' });
});

test.each(['category', 'category:', 'arm:x', ':x', `label:${'x'.repeat(201)}`])(
  '%s is not a slice',
  (text) => {
    expect(parseSlice(text)).toBeNull();
  },
);
