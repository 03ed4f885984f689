import { cellIds, denseIds, orderByCluster, type DenseIds } from '@fakexplain/statistics/clusters';
import { add, at } from '@fakexplain/statistics/linear-algebra';
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
 * score is (outcome − p) at its first arm and the opposite at the second. Linear in votes except for Σ over clusters of the
 * square of the number of arms that each met.
 */
export function clusterMeat(block: FittedBlock, cells: VoteCells): ClusterMeat {
  const size = block.arms.length;
  const local = new Int32Array(Math.max(...block.arms) + 1).fill(-1);
  for (const [index, arm] of block.arms.entries()) local[arm] = index;
  const chances = winProbabilities(block);
  const rows = new Int32Array(cells.count.length);
  const a = new Int32Array(cells.count.length);
  const b = new Int32Array(cells.count.length);
  const residual = new Float64Array(cells.count.length);
  let kept = 0;
  let votes = 0;
  for (let row = 0; row < cells.count.length; row++) {
    const first = local[cells.a[row] as number] ?? -1;
    const second = local[cells.b[row] as number] ?? -1;
    const count = at(cells.count, row);
    if (first < 0 || second < 0 || !(count > 0)) continue;
    rows[kept] = row;
    a[kept] = first;
    b[kept] = second;
    residual[kept] = count * (at(cells.outcome, row) - at(chances, first * size + second));
    votes += count;
    kept++;
  }
  const used = rows.subarray(0, kept);
  const rater = denseIds(used.map((row) => cells.rater[row] as number));
  const image = denseIds(used.map((row) => cells.image[row] as number));
  const imageOrder = orderByCluster(image);
  const raterOrder = orderByCluster(rater, imageOrder);
  const scores = { size, a, b, residual };
  return {
    byRater: outerProducts(raterOrder, rater, scores),
    byImage: outerProducts(imageOrder, image, scores),
    byCell: outerProducts(raterOrder, cellIds(raterOrder, rater, image), scores),
    raters: rater.size,
    images: image.size,
    votes,
  };
}

/** size × size: with which probability the first arm wins over the second. */
function winProbabilities({ arms, theta }: FittedBlock): Float64Array {
  const size = arms.length;
  const chances = new Float64Array(size * size);
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) chances[a * size + b] = winProbability(at(theta, a) - at(theta, b));
  return chances;
}

/** Votes among `size` arms: each adds its residual to the score of arm a, and takes it from that of arm b. */
interface Scores {
  size: number;
  a: Int32Array;
  b: Int32Array;
  residual: Float64Array;
}

/** Σ over clusters of s sᵀ, s the sum of the votes' scores; `order` holds the votes of a cluster together. */
function outerProducts(
  order: Int32Array,
  { ids: cluster }: DenseIds,
  { size, a, b, residual }: Scores,
): Float64Array {
  const meat = new Float64Array(size * size);
  const sum = new Float64Array(size);
  const everyArm = Int32Array.from(sum.keys());
  const met = new Int32Array(size);
  const isMet = new Uint8Array(size);
  const addArm = (count: number, arm: number): number => {
    if (isMet[arm] === 1) return count;
    isMet[arm] = 1;
    met[count] = arm;
    return count + 1;
  };
  for (let from = 0, to = 0; from < order.length; from = to) {
    const own = cluster[order[from] as number];
    for (to = from + 1; to < order.length && cluster[order[to] as number] === own;) to++;
    if (to === from + 1) {
      const row = order[from] as number;
      const [first, second] = [a[row] as number, b[row] as number];
      const square = at(residual, row) ** 2;
      add(meat, first * size + first, square);
      add(meat, second * size + second, square);
      add(meat, first * size + second, -square);
      continue;
    }
    // Of few votes only the arms that they met are gone through, of many all.
    const isLong = 2 * (to - from) >= size;
    let count = 0;
    for (let index = from; index < to; index++) {
      const row = order[index] as number;
      const [first, second] = [a[row] as number, b[row] as number];
      add(sum, first, at(residual, row));
      add(sum, second, -at(residual, row));
      if (!isLong) count = addArm(addArm(count, first), second);
    }
    if (isLong) {
      addOuterProduct(meat, size, sum, everyArm, size);
      sum.fill(0);
      continue;
    }
    addOuterProduct(meat, size, sum, met, count);
    for (let i = 0; i < count; i++) sum[met[i] as number] = isMet[met[i] as number] = 0;
  }
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++)
      meat[i * size + j] = meat[j * size + i] = at(meat, i * size + j) + at(meat, j * size + i);
  return meat;
}

/** Each product of two different entries goes to one of its two places, whichever comes first; they are added up later. */
function addOuterProduct(
  meat: Float64Array,
  size: number,
  sum: Float64Array,
  met: Int32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const row = (met[i] as number) * size;
    const own = at(sum, met[i] as number);
    for (let j = 0; j <= i; j++) {
      const other = met[j] as number;
      add(meat, row + other, own * at(sum, other));
    }
  }
}
