import { type PairCount, type VoteCells } from '../ratings/kernels/pair-count.ts';

/** Single votes as columns. */
export function voteCells(columns: {
  rater: number[];
  image: number[];
  a: number[];
  b: number[];
  outcome: number[];
}): VoteCells {
  return {
    rater: Int32Array.from(columns.rater),
    image: Int32Array.from(columns.image),
    a: Int32Array.from(columns.a),
    b: Int32Array.from(columns.b),
    outcome: Float64Array.from(columns.outcome),
    count: new Float64Array(columns.rater.length).fill(1),
  };
}

/** The pair counts of single votes. */
export function countCells(cells: VoteCells): PairCount[] {
  const counts = new Map<string, PairCount>();
  for (const [row, outcome] of cells.outcome.entries()) {
    const [first, second] = [cells.a[row] ?? NaN, cells.b[row] ?? NaN];
    const [a, b] = [Math.min(first, second), Math.max(first, second)];
    const count = counts.get(`${a} ${b}`) ?? { a, b, winsA: 0, winsB: 0, ties: 0, neither: 0 };
    counts.set(`${a} ${b}`, count);
    if (outcome === 0.5) count.ties++;
    else if ((outcome === 1) === first < second) count.winsA++;
    else count.winsB++;
  }
  return [...counts.values()];
}
