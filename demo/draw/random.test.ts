import { expect, test } from 'vitest';
import { createRandom, hash } from './random.ts';

test('hash is FNV-1a: published vectors', () => {
  expect(hash('')).toBe(0x811c9dc5);
  expect(hash('a')).toBe(0xe40c292c);
  expect(hash('foobar')).toBe(0xbf9cf968);
});

test('a seed gives one sequence, and drawing from a fork leaves it where it is', () => {
  const [a, b] = [createRandom('seed'), createRandom('seed')];
  b.fork('aside').next();
  expect(Array.from({ length: 5 }, () => a.next())).toEqual(Array.from({ length: 5 }, () => b.next()));
  expect(createRandom('other').next()).not.toBe(createRandom('seed').next());
});

test('whole numbers are even over both ends', () => {
  const random = createRandom('even');
  const counts = [0, 0, 0, 0];
  for (let index = 0; index < 8000; index++) {
    const value = random.int(0, 3);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

test('shuffling keeps every item', () => {
  const list = Array.from({ length: 50 }, (_, index) => index);
  const shuffled = createRandom('order').shuffle(list);
  expect(shuffled).not.toEqual(list);
  expect(shuffled.toSorted((x, y) => x - y)).toEqual(list);
});
