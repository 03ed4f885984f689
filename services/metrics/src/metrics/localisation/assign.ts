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
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) values[row * columns + column] = value(row, column);
  // Potentials keep every reduced cost −value − rowPrice − columnPrice at 0 or above, and at 0 for chosen pairs.
  // Index 0 is a column that belongs to the row about to be placed.
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const nearest = new Float64Array(columns + 1);
  const previous = new Int32Array(columns + 1);
  const reached = new Int32Array(columns + 1);
  const open = new Int32Array(columns);
  for (let row = 1; row <= rows; row += 1) {
    nearest.fill(Infinity);
    for (let place = 0; place < columns; place += 1) open[place] = place + 1;
    let opened = columns;
    let reachedCount = 0;
    rowOf[0] = row;
    let column = 0;
    while (rowOf[column] !== 0) {
      reached[reachedCount] = column;
      reachedCount += 1;
      const from = rowOf[column] ?? 0;
      const price = rowPrice[from] ?? 0;
      const begin = (from - 1) * columns - 1;
      let step = Infinity;
      let nextPlace = 0;
      for (let place = 0; place < opened; place += 1) {
        const other = open[place] ?? 0;
        const cost = -(values[begin + other] ?? 0) - price - (columnPrice[other] ?? 0);
        let least = nearest[other] ?? 0;
        if (cost < least) {
          nearest[other] = least = cost;
          previous[other] = column;
        }
        if (least < step) {
          step = least;
          nextPlace = place;
        }
      }
      for (let place = 0; place < reachedCount; place += 1) {
        const other = reached[place] ?? 0;
        const owner = rowOf[other] ?? 0;
        rowPrice[owner] = (rowPrice[owner] ?? 0) + step;
        columnPrice[other] = (columnPrice[other] ?? 0) - step;
      }
      for (let place = 0; place < opened; place += 1) {
        const other = open[place] ?? 0;
        nearest[other] = (nearest[other] ?? 0) - step;
      }
      column = open[nextPlace] ?? 0;
      opened -= 1;
      open.copyWithin(nextPlace, nextPlace + 1, opened + 1);
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
