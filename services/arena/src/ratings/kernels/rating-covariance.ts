import { clusterMeat } from './cluster-meat.ts';
import { add, at, sandwich } from './dense.ts';
import { type BradleyTerryFit, type FittedBlock } from './fit-bradley-terry.ts';
import { type PairTable, type VoteCells } from './pair-count.ts';
import { winProbability } from './pair-likelihood.ts';

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
}

/**
 * Covariance of the ratings, robust to a model that does not hold: H⁻¹ M H⁻¹, H the information and M from the votes'
 * residuals. Without `cells` every vote counts as independent (Huber–White). With them V = V_rater + V_image − V_cell,
 * per contrast no less than either of the first two, with min(raters, images) − 1 degrees of freedom (Cameron, Gelbach &
 * Miller 2011; reference: statsmodels cov_cluster_2groups without correction).
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
  };
}

function voteCovariance(block: FittedBlock, table: PairTable): BlockCovariance {
  const size = block.arms.length;
  const local = new Map(block.arms.map((arm, index) => [arm, index]));
  const meat = new Float64Array(size * size);
  for (let index = 0; index < table.a.length; index++) {
    const a = local.get(table.a[index] as number);
    const b = local.get(table.b[index] as number);
    if (a === undefined || b === undefined) continue;
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

/** Sparse weights of a contrast over the places of a block. */
export type Contrast = readonly { place: number; weight: number }[];

/**
 * Variance of Σ weight · strength in log-odds². Residuals that all but vanish (every vote a tie, scores that cancel within
 * the clusters) say nothing on how much votes vary: there the model's own, larger variance stands in.
 */
export function robustVariance({ block, parts }: BlockCovariance, contrast: Contrast): number {
  const size = block.arms.length;
  const quadratic = (matrix: Float64Array): number => quadraticForm(matrix, size, contrast);
  const model = quadratic(block.inverse);
  let robust: number;
  if ('vote' in parts) robust = quadratic(parts.vote);
  else {
    const rater = quadratic(parts.rater);
    const image = quadratic(parts.image);
    robust = Math.max(rater + image - quadratic(parts.cell), rater, image);
  }
  return robust > model * 1e-9 ? robust : model;
}

export function quadraticForm(matrix: Float64Array, size: number, contrast: Contrast): number {
  let sum = 0;
  for (const left of contrast)
    for (const right of contrast)
      sum += left.weight * right.weight * at(matrix, left.place * size + right.place);
  return sum;
}
