import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { clusteredMean } from './clustered-mean.ts';
import { twoSidedQuantile } from './two-sided-quantile.ts';

const wide = { least: -100, greatest: 100 };

test('by hand: two raters, two images, a value each', () => {
  // Mean 0.5; each rater sums to residuals ±1, each image to 0; cells are the four values, ±0.5.
  const { n, mean, interval } = clusteredMean(
    { rater: [1, 1, 2, 2], image: [7, 8, 7, 8], value: [1, 1, 0, 0] },
    wide,
  );
  expect({ n, mean }).toEqual({ n: 4, mean: 0.5 });
  // V_rater = (1 + 1) / 16 × 2 = 1/4, V_image = 0, V_cell = (4 × 1/4) / 16 × 4/3 = 1/12: the greatest is V_rater.
  const reach = twoSidedQuantile(0.95, 1) * Math.sqrt(1 / 4);
  expect(interval).toEqual({
    kind: 'two-sided',
    low: expect.closeTo(0.5 - reach, 12),
    high: expect.closeTo(0.5 + reach, 12),
  });
});

test('is cut to what the mean can be, and says why there is none', () => {
  const gains = { rater: [1, 1, 2, 2], image: [7, 8, 7, 8], value: [1, 1, 0, 0] };
  expect(clusteredMean(gains, { least: -1, greatest: 1 }).interval).toEqual({
    kind: 'two-sided',
    low: -1,
    high: 1,
  });
  const none = (columns: Parameters<typeof clusteredMean>[0]) => clusteredMean(columns, wide).interval;
  expect(none({ rater: [], image: [], value: [] })).toMatchObject({ kind: 'undetermined' });
  expect(none({ rater: [1, 1], image: [1, 2], value: [0, 1] })).toMatchObject({
    reason: expect.stringContaining('one rater'),
  });
  expect(none({ rater: [1, 2], image: [1, 1], value: [0, 1] })).toMatchObject({
    reason: expect.stringContaining('one image'),
  });
  expect(none({ rater: [1, 2], image: [1, 2], value: [3, 3] })).toMatchObject({
    reason: expect.stringContaining('all values are equal'),
  });
});

/** Cluster by cluster, as the formula is written. */
function naive(rows: { rater: number; image: number; value: number }[]) {
  const n = rows.length;
  const mean = rows.reduce((sum, { value }) => sum + value, 0) / n;
  const by = (key: (row: (typeof rows)[number]) => string) => {
    const groups = Map.groupBy(rows, key);
    const sizes = [...groups.values()].map((group) => group.length);
    const effective = n ** 2 / sizes.reduce((sum, size) => sum + size ** 2, 0);
    const squares = [...groups.values()]
      .map((group) => group.reduce((sum, { value }) => sum + value - mean, 0) ** 2)
      .reduce((sum, square) => sum + square, 0);
    return { squares, effective, groups: groups.size };
  };
  const [rater, image, cell] = [
    by((row) => `${row.rater}`),
    by((row) => `${row.image}`),
    by((row) => `${row.rater} ${row.image}`),
  ];
  const variance = (squares: number, g: number) => (squares / n ** 2) * (g / (g - 1));
  const [r, i, c] = [
    variance(rater.squares, rater.effective),
    variance(image.squares, image.effective),
    variance(cell.squares, cell.groups),
  ];
  const single = rows.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (n * (n - 1));
  const se = Math.sqrt(Math.max(r + i - c, r, i, single));
  const reach = twoSidedQuantile(0.95, Math.min(rater.effective, image.effective) - 1) * se;
  return { mean, low: mean - reach, high: mean + reach };
}

test('is what the formula gives cluster by cluster', () => {
  const row = fc.record({ rater: fc.nat(5), image: fc.nat(7), value: fc.integer({ min: -1, max: 3 }) });
  fc.assert(
    fc.property(fc.array(row, { minLength: 2, maxLength: 60 }), (rows) => {
      const found = clusteredMean(
        {
          rater: rows.map(({ rater }) => rater),
          image: rows.map(({ image }) => image),
          value: rows.map(({ value }) => value),
        },
        { least: -Infinity, greatest: Infinity },
      );
      const { mean, low, high } = naive(rows);
      expect(found.mean).toBeCloseTo(mean, 12);
      if (found.interval.kind !== 'two-sided') return;
      expect(found.interval.low).toBeCloseTo(low, 8);
      expect(found.interval.high).toBeCloseTo(high, 8);
    }),
  );
});
