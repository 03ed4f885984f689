import { at, cholesky, multiplyLower } from '@fakexplain/statistics/linear-algebra';
import { type BradleyTerryFit, type FittedComponent } from './fit-bradley-terry.ts';
import { contrastVariance } from './pair-likelihood.ts';
import { quantile } from '@fakexplain/statistics/quantile';
import { chiSquareSource, normalSource, uniformSource } from '@fakexplain/statistics/random';
import { differenceVariance, type BlockCovariance, type RatingCovariance } from './rating-covariance.ts';

export interface RankSetOptions {
  /** Probability that all rank sets together are right; default 0.95. */
  level?: number;
  /** Simulated draws of the greatest difference; default 1000 (the level is then met within about 0.7 points). */
  draws?: number;
  seed?: number;
}

/** Ranks from 1 (highest) that the votes allow an arm; both `null` for an arm without votes. */
export interface RankSet {
  best: number | null;
  worst: number | null;
}

export interface RankSets {
  sets: RankSet[];
  /** By arm: the arms that are certainly below it, in ascending order. */
  below: number[][];
  /** By component: the multiple of a difference's standard error that it must exceed; `null` for one arm or too few clusters. */
  criticalValues: (number | null)[];
}

/**
 * Rank sets that hold for all arms at once: an arm's best rank is 1 + the number of arms certainly above it, its worst the
 * number of arms with votes less those certainly below it. "Certainly" means that the simultaneous interval of the
 * difference, estimate ± critical value × robust standard error, excludes 0; the critical value is the quantile of the
 * greatest |difference| / standard error over all pairs, simulated from the ratings' joint distribution (multivariate t).
 * Arms of different components are never ordered.
 *
 * Where a component is separated, differences across its groups use the penalised fit of what the votes are worth, with the
 * model's standard error.
 * Two-way clustered variances are floored pair by pair; the correlation is then drawn from V_rater + V_image.
 *
 * Source: Klein, Wright & Wieczorek (2020), A joint confidence region for an overall ranking of populations; critical value
 * after Mogstad, Romano, Shaikh & Wilhelm (2024), Inference for ranks, without its stepwise refinement.
 */
export function rankSets(
  fit: BradleyTerryFit,
  covariance: RatingCovariance,
  options: RankSetOptions = {},
): RankSets {
  const { level = 0.95, draws = 1000, seed = 1 } = options;
  const above = new Int32Array(fit.arms);
  const below: number[][] = Array.from({ length: fit.arms }, () => []);
  const criticalValues = fit.components.map((component) => {
    if (component.status === 'unvoted') return null;
    const joint = jointDifferences(component, covariance);
    const critical = joint === null ? null : criticalValue(joint, level, draws, seed);
    if (joint === null || critical === null) return null;
    for (let i = 0; i < joint.size; i++)
      for (let j = 0; j < joint.size; j++) {
        const place = i * joint.size + j;
        if (!(at(joint.estimate, place) > critical * at(joint.error, place))) continue;
        const [arm, other] = [component.arms[i] as number, component.arms[j] as number];
        above[other] = (above[other] as number) + 1;
        below[arm]?.push(other);
      }
    return critical;
  });
  const voted = fit.method.filter((method) => method !== 'none').length;
  const sets = fit.method.map((method, arm) =>
    method === 'none'
      ? { best: null, worst: null }
      : { best: 1 + (above[arm] as number), worst: voted - (below[arm]?.length ?? 0) },
  );
  return { sets, below: below.map((arms) => arms.toSorted((x, y) => x - y)), criticalValues };
}

/** Estimates and standard errors (log-odds) of all differences of a component, row minus column; error 0 on the diagonal. */
interface JointDifferences {
  size: number;
  estimate: Float64Array;
  error: Float64Array;
  /** A covariance matrix with about the right correlations. */
  covariance: Float64Array;
  degreesOfFreedom: number;
}

function jointDifferences(component: FittedComponent, covariance: RatingCovariance): JointDifferences | null {
  const size = component.arms.length;
  const estimate = new Float64Array(size * size);
  const error = new Float64Array(size * size).fill(Infinity);
  let joint: Float64Array | null = null;
  let degreesOfFreedom = Infinity;
  const separated = covariance.separated.get(component);
  if (separated !== undefined) {
    const { theta, inverse } = separated.penalised;
    joint = inverse;
    const group = component.arms.map((arm) => component.groups.findIndex((members) => members.includes(arm)));
    const isOrdered = (i: number, j: number): boolean => {
      const [x, y] = [group[i] as number, group[j] as number];
      return component.above[x]?.[y] === true || component.above[y]?.[x] === true;
    };
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        estimate[i * size + j] = at(theta, i) - at(theta, j);
        if (separated.isBounded && isOrdered(i, j))
          error[i * size + j] = Math.sqrt(contrastVariance(inverse, size, i, j));
      }
  }
  for (const block of component.exact) {
    const own = block === null ? undefined : covariance.blocks.get(block);
    if (block === null || own === undefined) continue;
    degreesOfFreedom = Math.min(degreesOfFreedom, own.degreesOfFreedom);
    joint ??= jointCovariance(own);
    const places = block.arms.map((arm) => component.arms.indexOf(arm));
    for (let i = 0; i < places.length; i++)
      for (let j = 0; j <= i; j++) {
        const [row, column] = [places[i] as number, places[j] as number];
        const difference = at(block.theta, i) - at(block.theta, j);
        estimate[row * size + column] = difference;
        estimate[column * size + row] = -difference;
        error[row * size + column] = error[column * size + row] =
          i === j ? 0 : Math.sqrt(differenceVariance(own, i, j));
      }
  }
  if (joint === null || degreesOfFreedom < 1) return null;
  return { size, estimate, error, covariance: joint, degreesOfFreedom };
}

function jointCovariance({ parts }: BlockCovariance): Float64Array {
  if ('vote' in parts) return parts.vote;
  return parts.rater.map((value, index) => value + at(parts.image, index));
}

function criticalValue(joint: JointDifferences, level: number, draws: number, seed: number): number | null {
  const { size, covariance, degreesOfFreedom } = joint;
  const lower = cholesky(covariance, size, 'semi');
  if (lower === null) return null;
  const precision = inverseErrors(covariance, size);
  const { normals, divisors } = simulate({ size, draws, seed, degreesOfFreedom });
  const correlated = multiplyLower(lower, size, normals);
  const greatest = divisors.map(
    (divisor, draw) =>
      greatestRatio(correlated.subarray(draw * size, (draw + 1) * size), precision) / divisor,
  );
  return quantile(greatest.toSorted(), level);
}

interface Simulation {
  size: number;
  draws: number;
  seed: number;
  /** Infinity for normal draws. */
  degreesOfFreedom: number;
}

interface Simulated {
  /** Draws × size, independent. */
  normals: Float64Array;
  /** By draw: what makes its normals those of a multivariate t. */
  divisors: Float64Array;
}

/** Kept, since the next answer on the same study simulates with the same numbers. */
let last: { of: Simulation; simulated: Simulated } | null = null;

function simulate(of: Simulation): Simulated {
  const { size, draws, seed, degreesOfFreedom } = of;
  if (
    last?.of.size === size &&
    last.of.draws === draws &&
    last.of.seed === seed &&
    last.of.degreesOfFreedom === degreesOfFreedom
  )
    return last.simulated;
  const uniform = uniformSource(seed);
  const normal = normalSource(uniform);
  const chiSquare = Number.isFinite(degreesOfFreedom)
    ? chiSquareSource(degreesOfFreedom, uniform, normal)
    : null;
  const normals = new Float64Array(draws * size);
  const divisors = new Float64Array(draws).fill(1);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < size; i++) normals[draw * size + i] = normal();
    if (chiSquare !== null) divisors[draw] = Math.sqrt(chiSquare() / degreesOfFreedom);
  }
  last = { of, simulated: { normals, divisors } };
  return last.simulated;
}

interface InverseErrors {
  /** Size × size, symmetric; 0 for differences without variance. */
  all: Float64Array;
  /** The greatest of each row. */
  most: Float64Array;
}

function inverseErrors(covariance: Float64Array, size: number): InverseErrors {
  const all = new Float64Array(size * size);
  const most = new Float64Array(size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const variance = contrastVariance(covariance, size, i, j);
      const isPositive = i !== j && variance > 1e-12 * at(covariance, i * size + i);
      all[i * size + j] = isPositive ? 1 / Math.sqrt(variance) : 0;
      most[i] = Math.max(at(most, i), at(all, i * size + j));
    }
  return { all, most };
}

/** max |x_i − x_j| · precision_ij; rows that cannot exceed what was found are passed over. */
function greatestRatio(x: Float64Array, precision: InverseErrors): number {
  const size = x.length;
  let [first, last] = [0, 0];
  for (let i = 1; i < size; i++) {
    if (at(x, i) < at(x, first)) first = i;
    if (at(x, i) > at(x, last)) last = i;
  }
  const [low, high] = [at(x, first), at(x, last)];
  let most = (high - low) * at(precision.all, first * size + last);
  for (let i = 0; i < size; i++) {
    const own = at(x, i);
    if (Math.max(own - low, high - own) * at(precision.most, i) <= most) continue;
    for (let j = 0; j < size; j++) {
      const ratio = Math.abs(own - at(x, j)) * at(precision.all, i * size + j);
      if (ratio > most) most = ratio;
    }
  }
  return most;
}
