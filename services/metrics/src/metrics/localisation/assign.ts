/**
 * The one-to-one assignment of greatest total value: Hungarian method with shortest augmenting paths (Jonker & Volgenant
 * 1987), O(r² c) for r ≤ c. Reference: scipy.optimize.linear_sum_assignment with maximize=True.
 *
 * @param rows number of rows of the matrix
 * @param columns number of columns
 * @param value the finite value of pairing a row with a column
 * @returns the pairs, min(rows, columns) of them, by rising row
 */
export function assign(
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): [row: number, column: number][] {
  if (rows > columns) {
    return assign(columns, rows, (row, column) => value(column, row))
      .map(([column, row]): [number, number] => [row, column])
      .toSorted(([a], [b]) => a - b);
  }
  // Potentials keep every reduced cost −value − rowPrice − columnPrice at 0 or above, and at 0 for chosen pairs.
  // Index 0 is a column that belongs to the row about to be placed.
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row += 1) {
    const nearest = new Float64Array(columns + 1).fill(Infinity);
    const previous = new Int32Array(columns + 1);
    const reached = new Uint8Array(columns + 1);
    rowOf[0] = row;
    let column = 0;
    while (rowOf[column] !== 0) {
      reached[column] = 1;
      const from = rowOf[column] ?? 0;
      let step = Infinity;
      let next = 0;
      for (let other = 1; other <= columns; other += 1) {
        if (reached[other] === 1) continue;
        const cost = -value(from - 1, other - 1) - (rowPrice[from] ?? 0) - (columnPrice[other] ?? 0);
        if (cost < (nearest[other] ?? 0)) {
          nearest[other] = cost;
          previous[other] = column;
        }
        if ((nearest[other] ?? 0) < step) {
          step = nearest[other] ?? 0;
          next = other;
        }
      }
      for (let other = 0; other <= columns; other += 1) {
        if (reached[other] === 1) {
          const owner = rowOf[other] ?? 0;
          rowPrice[owner] = (rowPrice[owner] ?? 0) + step;
          columnPrice[other] = (columnPrice[other] ?? 0) - step;
        } else nearest[other] = (nearest[other] ?? 0) - step;
      }
      column = next;
    }
    while (column !== 0) {
      const before = previous[column] ?? 0;
      rowOf[column] = rowOf[before] ?? 0;
      column = before;
    }
  }
  return Array.from(rowOf, (row, column): [number, number] => [row - 1, column - 1])
    .filter(([row, column]) => row >= 0 && column >= 0)
    .toSorted(([a], [b]) => a - b);
}
