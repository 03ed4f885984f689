/**
 * Values of statistics when unit i (an image, or a group of images that belong together) counts weightᵢ times; `null`
 * where one is undefined. Weights of 1 give the values of the data itself. Several lists of weights at once, since what is read of
 * the data then serves them all; each gets the values it would get alone, bit for bit.
 */
export type WeightedStatistics = (weights: readonly Uint32Array[]) => (number | null)[][];

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
  return (weights) => sums(weights).map((found) => statistics.map((statistic) => statistic(found)));
}

/**
 * The sums of a table's columns under each list of weights, always in the same arrays. Four columns and two lists at a
 * time, each sum in a register of its own: no addition waits for the one before, and each number is read once for both.
 */
export function weightedSums({
  units,
  columns,
  values,
}: SumTable): (weights: readonly Uint32Array[]) => Float64Array[] {
  const sums: Float64Array[] = [];
  const [first, second] = [new Float64Array(units), new Float64Array(units)];
  // Past the last column it is added up again.
  const begin = (column: number) => Math.min(column, columns - 1) * units;

  const addUp = (ofFirst: Float64Array, ofSecond: Float64Array): void => {
    for (let column = 0; column < columns; column += 4) {
      const [a, b, c, d] = [begin(column), begin(column + 1), begin(column + 2), begin(column + 3)];
      let a1 = 0;
      let b1 = 0;
      let c1 = 0;
      let d1 = 0;
      let a2 = 0;
      let b2 = 0;
      let c2 = 0;
      let d2 = 0;
      for (let unit = 0; unit < units; unit += 1) {
        const weight1 = first[unit] ?? 0;
        const weight2 = second[unit] ?? 0;
        const inA = values[a + unit] ?? 0;
        const inB = values[b + unit] ?? 0;
        const inC = values[c + unit] ?? 0;
        const inD = values[d + unit] ?? 0;
        a1 += weight1 * inA;
        b1 += weight1 * inB;
        c1 += weight1 * inC;
        d1 += weight1 * inD;
        a2 += weight2 * inA;
        b2 += weight2 * inB;
        c2 += weight2 * inC;
        d2 += weight2 * inD;
      }
      // What would lie past the last column is not kept by a typed array.
      ofFirst[column] = a1;
      ofFirst[column + 1] = b1;
      ofFirst[column + 2] = c1;
      ofFirst[column + 3] = d1;
      ofSecond[column] = a2;
      ofSecond[column + 1] = b2;
      ofSecond[column + 2] = c2;
      ofSecond[column + 3] = d2;
    }
  };

  return (weights) => {
    while (sums.length < weights.length + (weights.length % 2)) sums.push(new Float64Array(columns));
    for (let list = 0; list < weights.length; list += 2) {
      const [one, other] = [weights[list], weights[list + 1]];
      if (one) first.set(one);
      if (other) second.set(other);
      const [ofOne, ofOther] = [sums[list], sums[list + 1]];
      if (ofOne && ofOther) addUp(ofOne, ofOther);
    }
    return sums.slice(0, weights.length);
  };
}

/** Second minus first, of the same statistics on the same units: drawn together, what both find hard cancels out. */
export const differences =
  (first: WeightedStatistics, second: WeightedStatistics): WeightedStatistics =>
  (weights) => {
    const before = first(weights);
    return second(weights).map((values, list) =>
      values.map((value, index) => {
        const other = before[list]?.[index] ?? null;
        return value === null || other === null ? null : value - other;
      }),
    );
  };
