import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { practiceOrder } from './practice-order.ts';

const raters = Array.from({ length: 200 }, () => randomUUID());

test('the first attempt keeps the order from easy to hard, and the same rater always sees the same', () => {
  for (const rater of raters) {
    const places = practiceOrder(rater, 1, 4);
    expect(places.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
    expect(practiceOrder(rater, 1, 4)).toEqual(places);
    expect(new Set(places.map(({ mirrored }) => mirrored)).size).toBe(1);
  }
});

test('sides differ between raters, and the second attempt has every ballot in another order for most', () => {
  const mirrored = raters.filter((rater) => practiceOrder(rater, 1, 4)[0]?.mirrored);
  // 200 fair coins: outside of this once in ten million times.
  expect(mirrored.length).toBeGreaterThan(60);
  expect(mirrored.length).toBeLessThan(140);
  const orders = raters.map((rater) => practiceOrder(rater, 2, 4).map(({ position }) => position));
  for (const order of orders) expect(order.toSorted()).toEqual([0, 1, 2, 3]);
  expect(new Set(orders.map(String)).size).toBeGreaterThan(15);
});
