/**
 * Values of statistics when unit i (an image, or a group of images that belong together) counts weightᵢ times; `null`
 * where one is undefined. Weights of 1 give the values of the data itself.
 */
export type WeightedStatistics = (weights: Uint32Array) => (number | null)[];

/** One row of numbers for each unit, row by row: what its images add to the sums that statistics are made of. */
export interface SumTable {
  readonly units: number;
  readonly columns: number;
  /** units × columns */
  readonly values: Float64Array;
}

/** @throws RangeError where rows differ in length */
export function sumTable(rows: readonly ArrayLike<number>[]): SumTable {
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  for (const [unit, row] of rows.entries()) {
    if (row.length !== columns) {
      throw new RangeError(`row ${unit + 1} has ${row.length} numbers, the first has ${columns}`);
    }
    values.set(row, unit * columns);
  }
  return { units: rows.length, columns, values };
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
  { units, columns, values }: SumTable,
  statistics: readonly ((sums: Float64Array) => number | null)[],
): WeightedStatistics {
  const sums = new Float64Array(columns);
  return (weights) => {
    sums.fill(0);
    for (let unit = 0; unit < units; unit += 1) {
      const weight = weights[unit] ?? 0;
      if (weight === 0) continue;
      const row = unit * columns;
      for (let column = 0; column < columns; column += 1) {
        sums[column] = (sums[column] ?? 0) + weight * (values[row + column] ?? 0);
      }
    }
    return statistics.map((statistic) => statistic(sums));
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
