import { expect, test } from 'vitest';
import { minutesOf } from './minutes.ts';

test('minutes are rounded up, and are never none', () => {
  expect(minutesOf(34, 20_000)).toBe(12);
  expect(minutesOf(3, 20_000)).toBe(1);
  expect(minutesOf(4, 20_000)).toBe(2);
  expect(minutesOf(0, 20_000)).toBe(1);
});
