/**
 * Values of statistics when unit i (an image, or a group of images that belong together) counts weightᵢ times; `null`
 * where one is undefined. Weights of 1 give the values of the data itself.
 */
export type WeightedStatistics = (weights: Uint32Array) => (number | null)[];

/** What each unit's images add to the sums that statistics are made of. */
export interface SumTable {
  readonly units: number;
  readonly columns: number;
  /** columns × units: all units of the first column, then of the second. */
  readonly values: Float64Array;
}

/** @param rows one of numbers for each unit @throws RangeError where rows differ in length */
export function sumTable(rows: readonly ArrayLike<number>[]): SumTable {
  const units = rows.length;
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(columns * units);
  for (const [unit, row] of rows.entries()) {
    if (row.length !== columns) {
      throw new RangeError(`row ${unit + 1} has ${row.length} numbers, the first has ${columns}`);
    }
    for (let column = 0; column < columns; column += 1) values[column * units + unit] = row[column] ?? 0;
  }
  return { units, columns, values };
}

/** Numbers groups by their first appearance. @throws RangeError where there is not one name for each image */
export function groupUnits(
  groups: readonly string[],
  images: number,
): { groupOf: Uint32Array; count: number } {
  if (groups.length !== images) throw new RangeError(`${groups.length} groups for ${images} images`);
  const numbers = new Map<string, number>();
  const groupOf = Uint32Array.from(groups, (name) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  });
  return { groupOf, count: numbers.size };
}

/**
 * Statistics that are functions of sums over units: means, ratios, accuracy, corpus BLEU. The sums array is used again
 * for every resample and must not be kept.
 */
export function statisticsOfSums(
  table: SumTable,
  statistics: readonly ((sums: Float64Array) => number | null)[],
): WeightedStatistics {
  const sums = weightedSums(table);
  return (weights) => {
    const found = sums(weights);
    return statistics.map((statistic) => statistic(found));
  };
}

/**
 * The sums of a table's columns under weights, always in the same array. Eight columns at a time, each sum in a register of
 * its own, so that no addition waits for the one before.
 */
export function weightedSums({ units, columns, values }: SumTable): (weights: Uint32Array) => Float64Array {
  const sums = new Float64Array(columns);
  const drawn = new Uint32Array(units);
  const times = new Float64Array(units);
  // Past the last column it is added up again.
  const begin = (column: number) => Math.min(column, columns - 1) * units;
  return (weights) => {
    // A third of all units is not drawn at all.
    let different = 0;
    for (let unit = 0; unit < units; unit += 1) {
      const weight = weights[unit] ?? 0;
      drawn[different] = unit;
      times[different] = weight;
      different += weight > 0 ? 1 : 0;
    }
    for (let column = 0; column < columns; column += 8) {
      const [a, b, c, d] = [begin(column), begin(column + 1), begin(column + 2), begin(column + 3)];
      const [e, f, g, h] = [begin(column + 4), begin(column + 5), begin(column + 6), begin(column + 7)];
      let [sumA, sumB, sumC, sumD, sumE, sumF, sumG, sumH] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let index = 0; index < different; index += 1) {
        const unit = drawn[index] ?? 0;
        const weight = times[index] ?? 0;
        sumA += weight * (values[a + unit] ?? 0);
        sumB += weight * (values[b + unit] ?? 0);
        sumC += weight * (values[c + unit] ?? 0);
        sumD += weight * (values[d + unit] ?? 0);
        sumE += weight * (values[e + unit] ?? 0);
        sumF += weight * (values[f + unit] ?? 0);
        sumG += weight * (values[g + unit] ?? 0);
        sumH += weight * (values[h + unit] ?? 0);
      }
      const found = [sumA, sumB, sumC, sumD, sumE, sumF, sumG, sumH];
      sums.set(found.slice(0, columns - column), column);
    }
    return sums;
  };
}

/** Second minus first, of the same statistics on the same units: drawn together, what both find hard cancels out. */
export const differences =
  (first: WeightedStatistics, second: WeightedStatistics): WeightedStatistics =>
  (weights) => {
    const before = first(weights);
    return second(weights).map((value, index) => {
      const other = before[index] ?? null;
      return value === null || other === null ? null : value - other;
    });
  };
