import { expect, test } from 'vitest';
import { placeDiscs } from './place-discs.ts';

test('discs that are apart stay on their points', () => {
  expect(
    placeDiscs([
      { x: 0, y: 0 },
      { x: 100, y: 50 },
    ]),
  ).toEqual([
    { dx: 0, dy: 0 },
    { dx: 0, dy: 0 },
  ]);
});

test('discs of equal and near points are moved clear of each other', () => {
  const points = [0, 0, 3, 5, 0, 8].map((x) => ({ x, y: x / 2 }));
  const centres = placeDiscs(points).map(({ dx, dy }, index) => ({
    x: (points[index]?.x ?? 0) + dx,
    y: (points[index]?.y ?? 0) + dy,
  }));
  const distances = centres.flatMap((a, index) =>
    centres.slice(index + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)),
  );
  expect(Math.min(...distances)).toBeGreaterThanOrEqual(18);
});
