import { expect, test } from 'vitest';
import { RowRefused } from '../rows/refusal.ts';
import { normalisePath } from './locate-image.ts';

test.each([
  ['images/a.png', 'images/a.png'],
  ['./images//a.png', 'images/a.png'],
  ['images/b/../a.png', 'images/a.png'],
  ['..a/b.png', '..a/b.png'],
])('%s is %s', (path, normal) => {
  expect(normalisePath(path, 'images[0]')).toBe(normal);
});

test.each([
  ['../secret.png', /leads out/],
  ['images/../../secret.png', /leads out/],
  ['..', /leads out/],
  ['/etc/passwd', /absolute/],
  ['', /not the path of a file/],
  ['a\0.png', /not the path of a file/],
  ['a\ud800.png', /not the path of a file/],
  [`${'a'.repeat(1_001)}.png`, /1005 characters/],
])('%j is refused', (path, reason) => {
  expect(() => normalisePath(path, 'images[0]')).toThrow(RowRefused);
  expect(() => normalisePath(path, 'images[0]')).toThrow(reason);
});
