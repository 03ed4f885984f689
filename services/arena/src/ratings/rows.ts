/** Rows 0 to `size` that are wanted. */
export function rowsWhere(size: number, isWanted: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(size);
  let found = 0;
  for (let row = 0; row < size; row += 1) if (isWanted(row)) rows[found++] = row;
  return rows.subarray(0, found);
}

/** The largest of whole numbers ≥ 0; −1 of none. */
export function largest(column: Int32Array | Int16Array): number {
  let most = -1;
  for (let row = 0; row < column.length; row += 1) most = Math.max(most, column[row] ?? 0);
  return most;
}

/** Rows by a column of small numbers, keeping the order of equals. */
export function stableOrder(rows: Int32Array, column: Int32Array): Int32Array {
  const next = new Int32Array(largest(column) + 2);
  for (let index = 0; index < rows.length; index += 1) {
    const value = (column[rows[index] ?? 0] ?? 0) + 1;
    next[value] = (next[value] ?? 0) + 1;
  }
  for (let value = 1; value < next.length; value += 1)
    next[value] = (next[value] ?? 0) + (next[value - 1] ?? 0);
  const sorted = new Int32Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    const value = column[row] ?? 0;
    const at = next[value] ?? 0;
    sorted[at] = row;
    next[value] = at + 1;
  }
  return sorted;
}

/** How many different numbers a column of small ones has. */
export function countDistinct(column: Int32Array): number {
  const seen = new Uint8Array(largest(column) + 1);
  let distinct = 0;
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] ?? 0;
    if (seen[value] === 0) distinct += 1;
    seen[value] = 1;
  }
  return distinct;
}
