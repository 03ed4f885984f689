import { add, at, mirror } from './dense.ts';
import { type FittedBlock } from './fit-bradley-terry.ts';
import { type VoteCells } from './pair-count.ts';
import { winProbability } from './pair-likelihood.ts';

/** Outer products of the votes' scores, summed within clusters first. */
export interface ClusterMeat {
  byRater: Float64Array;
  byImage: Float64Array;
  /** Clusters are rater × image: one vote each where nobody saw an image twice. */
  byCell: Float64Array;
  raters: number;
  images: number;
  /** Weight of the votes used. */
  votes: number;
}

/**
 * The three "meats" of two-way clustering (Cameron, Gelbach & Miller 2011) for the votes among a block's arms. A vote's
 * score is (outcome − p) at its first arm and the opposite at the second. Linear in votes, save Σ over clusters of the
 * square of the number of arms that each met.
 */
export function clusterMeat(block: FittedBlock, cells: VoteCells): ClusterMeat {
  const size = block.arms.length;
  const local = new Map(block.arms.map((arm, index) => [arm, index]));
  const rows = Int32Array.from(cells.count.keys()).filter(
    (row) =>
      local.has(cells.a[row] as number) && local.has(cells.b[row] as number) && at(cells.count, row) > 0,
  );
  const a = Int32Array.from(rows, (row) => local.get(cells.a[row] as number) as number);
  const b = Int32Array.from(rows, (row) => local.get(cells.b[row] as number) as number);
  const residual = Float64Array.from(rows, (row, index) => {
    const p = winProbability(at(block.theta, a[index] as number) - at(block.theta, b[index] as number));
    return at(cells.count, row) * (at(cells.outcome, row) - p);
  });
  const rater = denseIds(rows, cells.rater);
  const image = denseIds(rows, cells.image);
  const byImageOrder = stableOrder(Int32Array.from(rows.keys()), image);
  const cellOrder = stableOrder(byImageOrder, rater);
  const meat = (order: Int32Array, sameCluster: (x: number, y: number) => boolean): Float64Array =>
    outerProducts(size, order, sameCluster, a, b, residual);
  return {
    byRater: meat(cellOrder, (x, y) => rater.ids[x] === rater.ids[y]),
    byImage: meat(byImageOrder, (x, y) => image.ids[x] === image.ids[y]),
    byCell: meat(cellOrder, (x, y) => rater.ids[x] === rater.ids[y] && image.ids[x] === image.ids[y]),
    raters: rater.size,
    images: image.size,
    votes: rows.reduce((sum, row) => sum + at(cells.count, row), 0),
  };
}

interface DenseIds {
  ids: Int32Array;
  size: number;
}

/** Renames what occurs in `column` at `rows` to 0, 1, 2, … */
function denseIds(rows: Int32Array, column: Int32Array): DenseIds {
  const names = new Map<number, number>();
  const ids = rows.map((row) => {
    const name = column[row] as number;
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, names.size);
    return names.size - 1;
  });
  return { ids, size: names.size };
}

/** Counting sort of `order` by id, keeping the order of equals. */
function stableOrder(order: Int32Array, { ids, size }: DenseIds): Int32Array {
  const start = new Int32Array(size + 1);
  for (const id of ids) start[id + 1] = (start[id + 1] as number) + 1;
  for (let id = 0; id < size; id++) start[id + 1] = (start[id + 1] as number) + (start[id] as number);
  const sorted = new Int32Array(order.length);
  for (const row of order) {
    const id = ids[row] as number;
    const place = start[id] as number;
    sorted[place] = row;
    start[id] = place + 1;
  }
  return sorted;
}

function outerProducts(
  size: number,
  order: Int32Array,
  sameCluster: (x: number, y: number) => boolean,
  a: Int32Array,
  b: Int32Array,
  residual: Float64Array,
): Float64Array {
  const meat = new Float64Array(size * size);
  const sum = new Float64Array(size);
  const isMet = new Uint8Array(size);
  let met: number[] = [];
  const give = (arm: number, amount: number): void => {
    if (isMet[arm] === 0) {
      isMet[arm] = 1;
      met.push(arm);
    }
    add(sum, arm, amount);
  };
  for (let index = 0; index < order.length; index++) {
    const row = order[index] as number;
    give(a[row] as number, at(residual, row));
    give(b[row] as number, -at(residual, row));
    const next = order[index + 1];
    if (next !== undefined && sameCluster(row, next)) continue;
    for (const i of met) for (const j of met) if (j <= i) add(meat, i * size + j, at(sum, i) * at(sum, j));
    for (const i of met) sum[i] = isMet[i] = 0;
    met = [];
  }
  mirror(meat, size);
  return meat;
}
