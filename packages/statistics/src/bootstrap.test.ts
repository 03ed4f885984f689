import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bootstrap, replicate, summariseReplicates } from './bootstrap.ts';
import { wordSource } from './random.ts';
import {
  differences,
  groupUnits,
  statisticsOfSums,
  sumTable,
  weightedSums,
  type WeightedStatistics,
  type SumTable,
} from './weighted-statistics.ts';

/** The rows of images that belong together added up, one group at a time. */
function sumByGroup({ units, columns, values }: SumTable, groups: readonly string[]): SumTable {
  const names = [...new Set(groups)];
  const rows = names.map((name) =>
    Array.from({ length: columns }, (_, column) =>
      groups.reduce(
        (sum, group, unit) => sum + (group === name ? (values[column * units + unit] ?? 0) : 0),
        0,
      ),
    ),
  );
  return sumTable(rows);
}

const mean = (sums: Float64Array): number => (sums[0] ?? 0) / (sums[1] ?? 0);
/** A table of values and ones, whose mean is a ratio of sums. */
const meanTable = (values: readonly number[]) => sumTable(values.map((value) => [value, 1]));
const ofMean = (values: readonly number[]): WeightedStatistics => statisticsOfSums(meanTable(values), [mean]);

test('an interval of a mean lies where the normal approximation puts it', () => {
  const values = Array.from({ length: 400 }, (_, index) => (index % 20) / 20);
  const [result] = bootstrap(400, ofMean(values), { seed: 7, resamples: 2000 });
  const centre = values.reduce((sum, value) => sum + value, 0) / 400;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0)) / 400;
  expect(result?.value).toBeCloseTo(centre, 12);
  expect(result?.interval?.low).toBeCloseTo(centre - 1.96 * error, 2);
  expect(result?.interval?.high).toBeCloseTo(centre + 1.96 * error, 2);
  expect(result?.reason).toBeNull();
});

/** The weights of every resample. */
function weightsOf(units: number, seed: number, resamples: number): Uint32Array[] {
  const drawn: Uint32Array[] = [];
  const keep: WeightedStatistics = (weights) => {
    drawn.push(...weights.map((each) => each.slice()));
    return [];
  };
  replicate(units, keep, { seed, from: 0, to: resamples });
  return drawn;
}

describe('resamples', () => {
  test('draw as many units as there are, each as often as any other', () => {
    const drawn = weightsOf(50, 1, 2000);
    const counts = new Float64Array(50);
    let squares = 0;
    for (const weights of drawn) {
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(50);
      for (const [unit, weight] of weights.entries()) {
        counts[unit] = (counts[unit] ?? 0) + weight;
        squares += (weight - 1) ** 2;
      }
    }
    // 2,000 draws a unit are expected, with a standard deviation of 44; a weight's variance is 1 − 1/50.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4.5 * 44.3);
    expect(squares / (50 * 2000)).toBeCloseTo(0.98, 1);
  });

  test('are the same for a seed and differ between seeds and among themselves', () => {
    expect(weightsOf(30, 5, 20)).toEqual(weightsOf(30, 5, 20));
    const all = [...weightsOf(30, 5, 200), ...weightsOf(30, 6, 200)].map(String);
    expect(new Set(all).size).toBe(400);
  });

  test('of several weights at once each has the sums it has alone, for any number of columns', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        (columns, lists, seed) => {
          const next = wordSource(seed);
          const rows = Array.from({ length: 6 }, () => Array.from({ length: columns }, () => next() / 7));
          const weights = weightsOf(6, seed, lists);
          const together = weightedSums(sumTable(rows))(weights);
          expect(together).toHaveLength(lists);
          for (const [list, each] of weights.entries()) {
            const naive = Array.from({ length: columns }, (_, column) =>
              rows.reduce((sum, row, unit) => sum + (each[unit] ?? 0) * (row[column] ?? 0), 0),
            );
            expect([...(together[list] ?? [])]).toEqual(naive);
          }
        },
      ),
    );
  });

  test('taken in parts are those taken at once', () => {
    const statistics = ofMean([3, 1, 4, 1, 5, 9, 2, 6]);
    const [whole] = replicate(8, statistics, { seed: 3, from: 0, to: 40 });
    const parts = [
      [0, 13],
      [13, 14],
      [14, 40],
    ].flatMap(([from = 0, to = 0]) => [...(replicate(8, statistics, { seed: 3, from, to })[0] ?? [])]);
    expect(parts).toEqual([...(whole ?? [])]);
  });
});

const rowsInGroups = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('a', 'b', 'c', 'd')),
  { minLength: 1, maxLength: 20 },
);
const meanOf = (rows: readonly (readonly [number, string])[]): number =>
  rows.reduce((sum, [value]) => sum + value, 0) / rows.length;
const expand = <T>(rows: readonly T[], weights: Uint32Array): T[] =>
  rows.flatMap((row, index) => Array<T>(weights[index] ?? 0).fill(row));

describe('against rows written out', () => {
  test('means under weights are those of the drawn rows', () => {
    fc.assert(
      fc.property(rowsInGroups, fc.nat(), (rows, seed) => {
        const means = ofMean(rows.map(([value]) => value));
        for (const weights of weightsOf(rows.length, seed, 5))
          expect(means([weights])[0]?.[0]).toBeCloseTo(meanOf(expand(rows, weights)), 12);
      }),
    );
  });

  test('groups are drawn whole', () => {
    fc.assert(
      fc.property(rowsInGroups, fc.nat(), (rows, seed) => {
        const groups = rows.map(([, group]) => group);
        const { count } = groupUnits(groups, rows.length);
        const table = sumByGroup(meanTable(rows.map(([value]) => value)), groups);
        for (const weights of weightsOf(count, seed, 3)) {
          const drawn = expand([...new Set(groups)], weights).flatMap((name) =>
            rows.filter(([, group]) => group === name),
          );
          expect(statisticsOfSums(table, [mean])([weights])[0]?.[0]).toBeCloseTo(meanOf(drawn), 12);
        }
      }),
    );
  });

  test('copies of an image in one group tell no more than the image', () => {
    const values = [0.1, 0.9, 0.4, 0.6, 0.2, 0.8];
    const copied = values.flatMap((value) => [value, value, value]);
    const groups = copied.map(String);
    const options = { seed: 11, resamples: 200 };
    const once = bootstrap(6, ofMean(values), options);
    const [grouped] = bootstrap(6, statisticsOfSums(sumByGroup(meanTable(copied), groups), [mean]), options);
    const [alone] = bootstrap(18, ofMean(copied), options);
    const width = (result: typeof grouped) =>
      result?.interval ? result.interval.high - result.interval.low : NaN;
    expect(grouped?.interval?.low).toBeCloseTo(once[0]?.interval?.low ?? NaN, 12);
    expect(width(grouped)).toBeGreaterThan(1.3 * width(alone));
  });
});

describe('differences between two models', () => {
  const first = Array.from({ length: 200 }, (_, index) => Math.sin(index) / 2 + 0.5);
  const options = { seed: 2, resamples: 300 };

  test('are measured on the same images, so what is hard for both cancels out', () => {
    const second = first.map((value, index) => value + 0.02 + (index % 2) / 100);
    const [paired] = bootstrap(200, differences(ofMean(first), ofMean(second)), options);
    const [alone] = bootstrap(200, ofMean(first), options);
    expect(paired?.value).toBeCloseTo(0.025, 12);
    expect(paired?.interval?.low).toBeGreaterThan(0.02);
    expect(paired?.interval?.high).toBeLessThan(0.03);
    expect((alone?.interval?.high ?? 0) - (alone?.interval?.low ?? 0)).toBeGreaterThan(0.05);
  });

  test('of a model and itself are no interval of width 0', () => {
    expect(bootstrap(200, differences(ofMean(first), ofMean(first)), options)).toEqual([
      {
        value: 0,
        interval: null,
        reason: expect.stringContaining('all resamples agree'),
        undefinedResamples: 0,
      },
    ]);
  });

  test('that are the same on every image are none either, whatever rounding makes of their means', () => {
    const shifted = first.map((value) => value + 0.1);
    expect(bootstrap(200, differences(ofMean(first), ofMean(shifted)), options)[0]?.interval).toBeNull();
    const equal = Array.from({ length: 200 }, () => 0.329);
    expect(bootstrap(200, ofMean(equal), options)[0]?.interval).toBeNull();
  });

  test('are undefined where one of them is', () => {
    const undefinedStatistic: WeightedStatistics = (weights) => weights.map(() => [null]);
    expect(differences(ofMean(first), undefinedStatistic)([new Uint32Array(200).fill(1)])).toEqual([[null]]);
    expect(differences(undefinedStatistic, ofMean(first))([new Uint32Array(200).fill(1)])).toEqual([[null]]);
  });
});

describe('what resampling cannot tell', () => {
  const ratio = (sums: Float64Array) => ((sums[1] ?? 0) > 0 ? mean(sums) : null);

  test('resamples without the image that counts are left out and counted', () => {
    const rows = [[1, 1], [0.5, 1], ...Array.from({ length: 8 }, () => [0, 0])];
    const [result] = bootstrap(10, statisticsOfSums(sumTable(rows), [ratio]), { seed: 1 });
    // Neither of two among ten is drawn in 0.8¹⁰ = 10.7% of resamples.
    expect(result?.undefinedResamples).toBeGreaterThan(70);
    expect(result?.undefinedResamples).toBeLessThan(150);
    expect(result?.interval).toEqual({ low: 0.5, high: 1 });
  });

  test('no value, one unit, or a value undefined in most resamples', () => {
    const [none] = bootstrap(0, statisticsOfSums(sumTable([]), [ratio]), { seed: 1, resamples: 10 });
    expect(none).toMatchObject({ value: null, interval: null, reason: 'the value itself is undefined' });
    const [single] = bootstrap(1, ofMean([0.5]), { seed: 1, resamples: 10 });
    expect(single).toMatchObject({ value: 0.5, interval: null, reason: expect.stringMatching(/one image/) });
    const [mostly] = summariseReplicates([0.5], [Float64Array.of(NaN, NaN, 0.4, 0.6)], 9, 0.95);
    expect(mostly).toMatchObject({
      interval: null,
      undefinedResamples: 2,
      reason: expect.stringMatching(/half/),
    });
  });

  test('rows of different length and groups that are missing are refused', () => {
    expect(() => sumTable([[1, 2], [1]])).toThrow(/row 2 has 1 numbers, the first has 2/);
    expect(() => groupUnits(['a'], 2)).toThrow(/1 groups for 2 images/);
  });
});
