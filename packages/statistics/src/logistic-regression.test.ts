import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/logistic.json' with { type: 'json' };
import { crossValidatedAuc, drawFolds } from './cross-validated-auc.ts';
import { fitLogistic, logOdds, type ClassedRows } from './logistic-regression.ts';
import { normalSource, uniformSource } from './random.ts';

const rowsOf = (columns: number, values: number[], positive: number[]): ClassedRows => ({
  columns,
  values: Float64Array.from(values),
  positive: Uint8Array.from(positive),
});

describe('penalised logistic regression', () => {
  test.each(golden.fits)('equals scikit-learn’s ($columns columns, penalty $penalty)', (expected) => {
    const rows = rowsOf(expected.columns, expected.values, expected.positive);
    const fit = fitLogistic(rows, expected.penalty);
    expect(fit.intercept).toBeCloseTo(expected.intercept, 7);
    for (const [column, weight] of expected.weights.entries())
      expect(fit.weights[column]).toBeCloseTo(weight, 7);
    for (const [row, odds] of logOdds(fit, rows).entries())
      expect(odds).toBeCloseTo(expected.logOdds[row] ?? NaN, 6);
  });

  test('is a minimum: no step to any side is lower', () => {
    const cell = fc.double({ min: -3, max: 3, noNaN: true });
    const data = fc.array(fc.tuple(cell, cell, fc.integer({ min: 0, max: 1 })), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(data, fc.double({ min: 0.05, max: 20, noNaN: true }), (cells, penalty) => {
        const positive = cells.map(([, , of]) => of);
        fc.pre(positive.includes(0) && positive.includes(1));
        const rows = rowsOf(
          2,
          cells.flatMap(([x, y]) => [x, y]),
          positive,
        );
        const { intercept, weights } = fitLogistic(rows, penalty);
        const [first = NaN, second = NaN] = weights;
        const cost = (a: number, b: number, c: number) =>
          cells.reduce(
            (sum, [x, y, of]) => sum + Math.log(1 + Math.exp((of === 1 ? -1 : 1) * (a * x + b * y + c))),
            (penalty * (a * a + b * b)) / 2,
          );
        const least = cost(first, second, intercept);
        for (const step of [-1e-3, 1e-3])
          for (const moved of [
            cost(first + step, second, intercept),
            cost(first, second + step, intercept),
            cost(first, second, intercept + step),
          ])
            expect(moved).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  test('says what is wrong with its rows', () => {
    expect(() => fitLogistic(rowsOf(2, [1, 2, 3], [0, 1]))).toThrow('3 values are not 2 rows of 2');
    expect(() => fitLogistic(rowsOf(1, [1, 2], [1, 1]))).toThrow('both classes');
    expect(() => fitLogistic(rowsOf(1, [1, 2], [1, 0]), 0)).toThrow('above 0');
  });
});

/** Rows of a table by their numbers. */
function pick({ columns, values, positive }: ClassedRows, rows: Uint32Array): ClassedRows {
  const picked = new Float64Array(rows.length * columns);
  for (const [place, row] of rows.entries())
    picked.set(values.subarray(row * columns, (row + 1) * columns), place * columns);
  return { columns, values: picked, positive: Uint8Array.from(rows, (row) => positive[row] ?? 0) };
}

const learn = (rows: ClassedRows) => (training: Uint32Array, tested: Uint32Array) =>
  logOdds(fitLogistic(pick(rows, training)), pick(rows, tested));

describe('cross-validated AUC', () => {
  test.each(golden.aucs)('is scikit-learn’s mean over folds of $units units', (expected) => {
    const rows = rowsOf(expected.columns, expected.values, expected.positive);
    const unitOf = Uint32Array.from(expected.positive, (_, row) => row >> 1);
    const { auc, interval } = crossValidatedAuc(
      { units: expected.units, unitOf, positive: rows.positive },
      [Uint8Array.from(expected.foldOf)],
      learn(rows),
      { seed: 1 },
    );
    expect(auc).toBeCloseTo(expected.auc, 9);
    expect(interval?.low).toBeLessThan(expected.auc);
    expect(interval?.high).toBeGreaterThanOrEqual(expected.auc);
  });

  test('where every row is ranked right, the interval is the exact bound of n of n units', () => {
    const positive = Uint8Array.from({ length: 40 }, (_, row) => row % 2);
    const rows = { columns: 1, values: Float64Array.from(positive), positive };
    const classed = { units: 20, unitOf: Uint32Array.from(positive, (_, row) => row >> 1), positive };
    const folds = drawFolds(20, { folds: 5, repeats: 1, seed: 1 });
    expect(crossValidatedAuc(classed, folds, learn(rows), { seed: 1 })).toMatchObject({
      auc: 1,
      bound: 'at-least',
      interval: { low: 0.05 ** (1 / 20), high: 1 },
    });
  });

  test('where nothing differs, it is one half, and says why it has no interval', () => {
    const positive = Uint8Array.from({ length: 40 }, (_, row) => row % 2);
    const rows = { columns: 1, values: new Float64Array(40), positive };
    const classed = { units: 20, unitOf: Uint32Array.from(positive, (_, row) => row >> 1), positive };
    const folds = drawFolds(20, { folds: 5, repeats: 2, seed: 1 });
    expect(crossValidatedAuc(classed, folds, learn(rows), { seed: 1 })).toMatchObject({
      auc: 0.5,
      interval: null,
      reason: expect.stringMatching('resamples agree'),
    });
  });

  test('folds are of like size, hold each unit once, and differ by repeat', () => {
    const [first = new Uint8Array(), second] = drawFolds(23, { folds: 5, repeats: 2, seed: 7 });
    const sizes = [0, 1, 2, 3, 4].map((fold) => first.filter((of) => of === fold).length);
    expect(sizes).toEqual([5, 5, 5, 4, 4]);
    expect(second).not.toEqual(first);
    expect(drawFolds(23, { folds: 5, repeats: 2, seed: 7 })[0]).toEqual(first);
  });

  test('covers one half about as often as it says where the classes do not differ', () => {
    const trials = 200;
    let covered = 0;
    let sum = 0;
    for (let seed = 0; seed < trials; seed++) {
      const normal = normalSource(uniformSource(seed, 99));
      const units = 60;
      const positive = Uint8Array.from({ length: 2 * units }, (_, row) => row % 2);
      const rows = {
        columns: 6,
        values: Float64Array.from({ length: 12 * units }, () => normal()),
        positive,
      };
      const classed = { units, unitOf: Uint32Array.from(positive, (_, row) => row >> 1), positive };
      const folds = drawFolds(units, { folds: 5, repeats: 2, seed });
      const { auc, interval } = crossValidatedAuc(classed, folds, learn(rows), { seed, resamples: 200 });
      sum += auc ?? NaN;
      covered += Number(interval !== null && interval.low <= 0.5 && interval.high >= 0.5);
    }
    expect(sum / trials).toBeGreaterThan(0.48);
    expect(sum / trials).toBeLessThan(0.52);
    expect(covered / trials).toBeGreaterThan(0.91);
  });
});
