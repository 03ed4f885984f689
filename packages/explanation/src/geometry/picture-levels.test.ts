import { expect, test } from 'vitest';
import { lookEdge, pictureLevels, tileEdge } from './picture-levels.ts';

test('by hand: a photograph of 4000 × 3000 pixels', () => {
  expect(pictureLevels({ width: 4000, height: 3000 })).toEqual([
    { width: 4000, height: 3000, columns: 8, rows: 6 },
    { width: 2000, height: 1500, columns: 4, rows: 3 },
    { width: 1000, height: 750, columns: 2, rows: 2 },
  ]);
});

test('an image within the first look has one level, its own pixels', () => {
  expect(pictureLevels({ width: 600, height: 40 })).toEqual([
    { width: 600, height: 40, columns: 2, rows: 1 },
  ]);
});

test.each([
  [1, 1],
  [640, 640],
  [641, 1],
  [8000, 200],
  [1279, 1281],
])('%i × %i: levels end where the first look has as many pixels, and tiles cover each', (width, height) => {
  const levels = pictureLevels({ width, height });
  expect(levels.length).toBe(Math.max(1, Math.ceil(Math.log2(Math.max(width, height) / lookEdge))));
  expect(levels[0]).toMatchObject({ width, height });
  for (const [index, level] of levels.entries()) {
    if (index > 0) expect(Math.max(level.width, level.height)).toBeGreaterThan(lookEdge);
    expect((level.columns - 1) * tileEdge).toBeLessThan(level.width);
    expect(level.columns * tileEdge).toBeGreaterThanOrEqual(level.width);
    expect((level.rows - 1) * tileEdge).toBeLessThan(level.height);
    expect(level.rows * tileEdge).toBeGreaterThanOrEqual(level.height);
  }
});
