import type { arena } from '@fakexplain/contract';

export interface MatrixCell {
  /** Votes that prefer the row's arm, and all votes that prefer either. */
  wins: number;
  n: number;
}

/** Wins of each arm (row) over each other (column), by position; `null` on the diagonal and where no vote compares. */
export function winMatrix(
  positions: readonly number[],
  pairs: readonly arena.PairShare[],
): (MatrixCell | null)[][] {
  const cells = new Map<string, MatrixCell>();
  for (const { a, b, winsA, winsB, n } of pairs) {
    if (n === 0) continue;
    cells.set(`${a},${b}`, { wins: winsA, n });
    cells.set(`${b},${a}`, { wins: winsB, n });
  }
  return positions.map((row) => positions.map((column) => cells.get(`${row},${column}`) ?? null));
}
