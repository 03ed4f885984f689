import { clusterMeat } from './cluster-meat.ts';
import { add, at, sandwich } from '@fakexplain/statistics/linear-algebra';
import { designEffect, effectiveClusters, sumVotes } from '@fakexplain/statistics/clustered-share';
import {
  fitBlock,
  type BradleyTerryFit,
  type FittedBlock,
  type FittedComponent,
} from './fit-bradley-terry.ts';
import { type PairTable, type VoteCells } from './pair-count.ts';
import { contrastVariance, winProbability } from './pair-likelihood.ts';

/** Covariance of the log-odds strengths of an exactly fitted block; only contrasts (weights that sum to 0) have meaning. */
export interface BlockCovariance {
  block: FittedBlock;
  /** V_rater, V_image and V_cell; or the single vote-level sandwich where votes were given as counts only. */
  parts: { rater: Float64Array; image: Float64Array; cell: Float64Array } | { vote: Float64Array };
  /** Degrees of freedom of Student's t; Infinity for the normal distribution, 0 where there are too few clusters. */
  degreesOfFreedom: number;
}

export interface RatingCovariance {
  method: 'votes' | 'two-way clustered';
  /** By the exactly fitted block that it belongs to. */
  blocks: Map<FittedBlock, BlockCovariance>;
  /** By separated component: what its votes across groups are worth. */
  separated: Map<FittedComponent, SeparatedVotes>;
}

/** Votes of a separated component, of which those across groups, all won by one side, cannot show how much votes vary. */
export interface SeparatedVotes {
  /** The penalised fit of as many independent votes as they are worth: each count by the design effect of those across groups. */
  penalised: FittedBlock;
  /** Whether they say anything of other raters and images: not where nearly all are one rater's, or on one image. */
  isBounded: boolean;
}

/**
 * Covariance of the ratings, robust to a model that does not hold: H⁻¹ M H⁻¹, H the information and M from the votes'
 * residuals. Without `cells` every vote counts as independent (Huber–White). With them V = V_rater + V_image − V_cell,
 * per contrast no less than either of the first two, with min(raters, images) − 1 degrees of freedom (Cameron, Gelbach &
 * Miller 2011; reference: statsmodels cov_cluster_2groups without correction). Across the groups of a separated component
 * votes count by the design effect of shares that no vote was lost of (`designEffect`).
 *
 * @throws RangeError where the cells hold another number of votes than the counts that were fitted
 */
export function ratingCovariance(fit: BradleyTerryFit, cells?: VoteCells): RatingCovariance {
  const blocks = fit.components.flatMap((component) => component.exact.filter((block) => block !== null));
  return {
    method: cells === undefined ? 'votes' : 'two-way clustered',
    blocks: new Map(
      blocks.map((block) => [
        block,
        cells === undefined ? voteCovariance(block, fit.pairs) : clusteredCovariance(block, cells),
      ]),
    ),
    separated: new Map(
      fit.components.flatMap((component) => {
        const votes = separatedVotes(component, cells);
        return votes === null ? [] : [[component, votes]];
      }),
    ),
  };
}

function separatedVotes(component: FittedComponent, cells?: VoteCells): SeparatedVotes | null {
  const { penalised, groups } = component;
  if (penalised === null) return null;
  if (cells === undefined) return { penalised, isBounded: true };
  const groupOf = new Map(groups.flatMap((group, index) => group.map((arm) => [arm, index] as const)));
  const isAcross = (row: number) => {
    const [a, b] = [groupOf.get(cells.a[row] as number), groupOf.get(cells.b[row] as number)];
    return a !== undefined && b !== undefined && a !== b;
  };
  const rows = Int32Array.from(cells.count.keys()).filter(isAcross);
  const votes = Float64Array.from(rows, (row) => at(cells.count, row));
  const sums = sumVotes({
    rater: rows.map((row) => cells.rater[row] as number),
    image: rows.map((row) => cells.image[row] as number),
    votes,
    won: votes,
  });
  const { byRater, byImage } = sums;
  const worth = 1 / designEffect(sums.votes, byRater, byImage);
  const { pairs } = penalised;
  const effective = {
    ...pairs,
    wins: pairs.wins.map((wins) => wins * worth),
    n: pairs.n.map((n) => n * worth),
  };
  return {
    penalised: fitBlock(effective, penalised.arms, { firth: true }),
    isBounded: Math.min(effectiveClusters(sums.votes, byRater), effectiveClusters(sums.votes, byImage)) >= 2,
  };
}

function voteCovariance(block: FittedBlock, table: PairTable): BlockCovariance {
  const size = block.arms.length;
  const local = new Int32Array(table.arms).fill(-1);
  for (const [index, arm] of block.arms.entries()) local[arm] = index;
  const meat = new Float64Array(size * size);
  for (let index = 0; index < table.a.length; index++) {
    const a = local[table.a[index] as number] as number;
    const b = local[table.b[index] as number] as number;
    if (a < 0 || b < 0) continue;
    const p = winProbability(at(block.theta, a) - at(block.theta, b));
    const squares =
      at(table.winsA, index) * (1 - p) ** 2 +
      at(table.winsB, index) * p ** 2 +
      at(table.halves, index) * (0.5 - p) ** 2;
    add(meat, a * size + a, squares);
    add(meat, b * size + b, squares);
    add(meat, a * size + b, -squares);
    add(meat, b * size + a, -squares);
  }
  const vote = sandwich(block.inverse, meat, size);
  return { block, parts: { vote }, degreesOfFreedom: Infinity };
}

function clusteredCovariance(block: FittedBlock, cells: VoteCells): BlockCovariance {
  const size = block.arms.length;
  const meat = clusterMeat(block, cells);
  const expected = block.pairs.n.reduce((sum, n) => sum + n, 0);
  if (meat.votes !== expected)
    throw new RangeError(
      `the cells hold ${meat.votes} votes among arms ${block.arms.join(', ')}, the pair counts ${expected}: both must be the same votes under the same neutral rule`,
    );
  return {
    block,
    parts: {
      rater: sandwich(block.inverse, meat.byRater, size),
      image: sandwich(block.inverse, meat.byImage, size),
      cell: sandwich(block.inverse, meat.byCell, size),
    },
    degreesOfFreedom: Math.min(meat.raters, meat.images) - 1,
  };
}

/** Variance (log-odds²) of the difference between two places of the block. */
export const differenceVariance = (own: BlockCovariance, i: number, j: number): number =>
  robust(own, (matrix) => contrastVariance(matrix, own.block.arms.length, i, j));

/**
 * Variances (log-odds²) of all places against an origin.
 *
 * @param origin by place, weights that sum to 1: equal ones for the mean, a single 1 for an anchor
 */
export function originVariances(own: BlockCovariance, origin: Float64Array): Float64Array {
  const size = origin.length;
  const against = new Map<Float64Array, { toOrigin: Float64Array; within: number }>();
  for (const matrix of [own.block.inverse, ...Object.values(own.parts)]) {
    const toOrigin = origin.map((_, i) =>
      origin.reduce((sum, weight, j) => sum + weight * at(matrix, i * size + j), 0),
    );
    const within = origin.reduce((sum, weight, i) => sum + weight * at(toOrigin, i), 0);
    against.set(matrix, { toOrigin, within });
  }
  return origin.map((_, i) =>
    robust(own, (matrix) => {
      const { toOrigin, within } = against.get(matrix) ?? { toOrigin: origin, within: NaN };
      return at(matrix, i * size + i) - 2 * at(toOrigin, i) + within;
    }),
  );
}

/**
 * The robust variance of a contrast, given how to read it off a covariance matrix. Residuals that all but vanish (every
 * vote a tie, scores that cancel within clusters) say nothing on how much votes vary: there the model's own, larger
 * variance stands in.
 */
function robust({ block, parts }: BlockCovariance, read: (matrix: Float64Array) => number): number {
  const model = read(block.inverse);
  let variance: number;
  if ('vote' in parts) variance = read(parts.vote);
  else {
    const rater = read(parts.rater);
    const image = read(parts.image);
    variance = Math.max(rater + image - read(parts.cell), rater, image);
  }
  return variance > model * 1e-9 ? variance : model;
}
