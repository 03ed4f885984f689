import { expect, test } from 'vitest';
import { placeDiscs } from './place-discs.ts';

const frame = { width: 200, height: 176 };

test('discs that are apart stay on their points', () => {
  expect(
    placeDiscs(
      [
        { x: 0, y: 0 },
        { x: 100, y: 50 },
      ],
      frame,
    ),
  ).toEqual([
    { dx: 0, dy: 0 },
    { dx: 0, dy: 0 },
  ]);
});

test('discs of equal and near points are moved clear of each other', () => {
  const points = [0, 0, 3, 5, 0, 8].map((x) => ({ x, y: x / 2 }));
  const centres = placeDiscs(points, frame).map(({ dx, dy }, index) => ({
    x: (points[index]?.x ?? 0) + dx,
    y: (points[index]?.y ?? 0) + dy,
  }));
  const distances = centres.flatMap((a, index) =>
    centres.slice(index + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)),
  );
  expect(Math.min(...distances)).toBeGreaterThanOrEqual(18);
});

test('discs in a corner are moved into the frame', () => {
  for (const corner of [
    { x: 0, y: 0 },
    { x: 200, y: 0 },
    { x: 0, y: 176 },
    { x: 200, y: 176 },
  ])
    for (const { dx, dy } of placeDiscs(Array(8).fill(corner), frame)) {
      expect(corner.x + dx).toBeGreaterThanOrEqual(0);
      expect(corner.x + dx).toBeLessThanOrEqual(frame.width);
      expect(corner.y + dy).toBeGreaterThanOrEqual(0);
      expect(corner.y + dy).toBeLessThanOrEqual(frame.height);
    }
});
