import betainc from '@stdlib/math-base-special-betainc';
import { add, at, cholesky, choleskyInverse, choleskySolve } from '@fakexplain/statistics/linear-algebra';
import { twoSidedQuantile } from '@fakexplain/statistics/two-sided-quantile';
import { eloPerLogOdds } from './interval.ts';
import { type VoteCells } from './pair-count.ts';
import { winProbability } from './pair-likelihood.ts';

/** Votes among connected arms, with what sets the two explanations of each apart. */
export interface CovariateVotes {
  /** Arms are 0..arms−1, each with a vote; the outcomes' arms must be strongly connected by wins. */
  arms: number;
  cells: VoteCells;
  /** By covariate, then by row of `cells`: a's value against b's, e.g. a difference. */
  columns: readonly Float64Array[];
}

export interface Estimate {
  estimate: number;
  /** Two-way clustered; null with one rater or one image alone. */
  low: number | null;
  high: number | null;
  /** Of the hypothesis that it is 0. */
  p: number | null;
}

export type CovariateFit =
  | {
      status: 'ok';
      /** By covariate: log-odds of winning for one unit more than the other has; null where it never differed. */
      coefficients: (Estimate | null)[];
      /** By arm, in Elo around their mean: what its rating is where no covariate differs. */
      elo: Estimate[];
      votes: number;
      raters: number;
      images: number;
    }
  | { status: 'undetermined'; reason: string };

/**
 * Bradley–Terry with covariates: log-odds(a beats b) = θa − θb + Σ β·x, fitted by Newton's method to 1e-9. Standard errors
 * allow for raters and images that lean one way: V_rater + V_image − V_cell, no less than either of the first two,
 * Student's t with min(raters, images) − 1 degrees of freedom, as everywhere else here. Ties are half a win.
 *
 * Source: "style control" of arenas of language models is this model; reference implementation: statsmodels GLM
 * (Binomial) with cov_cluster_2groups without correction.
 */
export function fitCovariates({ arms, cells, columns }: CovariateVotes, level = 0.95): CovariateFit {
  const kept = [...columns.keys()].filter((index) => columns[index]?.some((value) => value !== 0));
  const design = { arms, cells, columns: kept.map((index) => columns[index] as Float64Array) };
  const size = arms - 1 + kept.length;
  if (arms < 2 || cells.count.length === 0) return { status: 'undetermined', reason: 'there are no votes' };
  const solved = solve(design, size);
  if ('reason' in solved) return { status: 'undetermined', reason: solved.reason };
  const { parameters, inverse } = solved;
  const { variances, raters, images } = clusteredVariances(design, parameters, inverse, size);
  const degreesOfFreedom = Math.min(raters, images) - 1;
  const estimateOf = (value: number, variance: number, unit: number): Estimate => {
    const estimate = value * unit;
    if (degreesOfFreedom < 1 || !(variance > 0)) return { estimate, low: null, high: null, p: null };
    const error = Math.sqrt(variance) * unit;
    const reach = twoSidedQuantile(level, degreesOfFreedom) * error;
    return {
      estimate,
      low: estimate - reach,
      high: estimate + reach,
      p: studentP(estimate / error, degreesOfFreedom),
    };
  };
  const theta = Array.from({ length: arms }, (_, arm) => (arm < arms - 1 ? at(parameters, arm) : 0));
  const mean = theta.reduce((sum, value) => sum + value, 0) / arms;
  return {
    status: 'ok',
    coefficients: columns.map((_, index) => {
      const place = kept.indexOf(index);
      if (place < 0) return null;
      return estimateOf(at(parameters, arms - 1 + place), at(variances, arms + place), 1);
    }),
    elo: theta.map((value, arm) => estimateOf(value - mean, at(variances, arm), eloPerLogOdds)),
    votes: cells.count.reduce((sum, count) => sum + count, 0),
    raters,
    images,
  };
}

/** Two-sided p-value of Student's t. */
const studentP = (t: number, degreesOfFreedom: number): number =>
  betainc(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5, true, false);

/** The log-odds of a row under the parameters: strengths of all arms but the last, then coefficients. */
function logOdds({ arms, cells, columns }: CovariateVotes, parameters: Float64Array, row: number): number {
  const strength = (arm: number): number => (arm < arms - 1 ? at(parameters, arm) : 0);
  let odds = strength(cells.a[row] as number) - strength(cells.b[row] as number);
  for (const [index, column] of columns.entries()) odds += at(parameters, arms - 1 + index) * at(column, row);
  return odds;
}

/** Where a row is not 0 in the design, and what stands there. */
function designRow(
  { arms, cells, columns }: CovariateVotes,
  row: number,
  places: number[],
  values: number[],
) {
  places.length = values.length = 0;
  for (const [arm, sign] of [
    [cells.a[row] as number, 1],
    [cells.b[row] as number, -1],
  ] as const)
    if (arm < arms - 1) {
      places.push(arm);
      values.push(sign);
    }
  for (const [index, column] of columns.entries()) {
    places.push(arms - 1 + index);
    values.push(at(column, row));
  }
}

function solve(design: CovariateVotes, size: number) {
  let parameters = new Float64Array(size);
  let state = evaluate(design, parameters, size);
  if (isCollinear(state.information, size))
    return { reason: 'covariates go together so closely that they cannot be told apart' };
  for (let iteration = 0; iteration < 60; iteration++) {
    const lower = cholesky(state.information, size);
    if (lower === null) break;
    const step = choleskySolve(lower, size, state.gradient);
    const largest = step.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    if (!Number.isFinite(largest)) break;
    if (largest < 1e-9) return { parameters, inverse: choleskyInverse(lower, size) };
    for (let scale = Math.min(1, 5 / largest); ; scale /= 2) {
      const moved = parameters.map((value, index) => value + scale * at(step, index));
      const next = evaluate(design, moved, size);
      if (next.value < state.value - 1e-11 * (1 + Math.abs(state.value)) && scale > 1e-6) continue;
      parameters = moved;
      state = next;
      break;
    }
  }
  return { reason: 'covariates alone tell who wins, so that a coefficient is infinite' };
}

/** Whether a parameter's variance is 10^10 times what it would be without the others. */
function isCollinear(information: Float64Array, size: number): boolean {
  const lower = cholesky(information, size);
  if (lower === null) return true;
  const inverse = choleskyInverse(lower, size);
  return Array.from({ length: size }, (_, index) => index * (size + 1)).some(
    (place) => at(inverse, place) * at(information, place) > 1e10,
  );
}

function evaluate(design: CovariateVotes, parameters: Float64Array, size: number) {
  const { cells } = design;
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  const places: number[] = [];
  const values: number[] = [];
  let value = 0;
  for (let row = 0; row < cells.count.length; row++) {
    const odds = logOdds(design, parameters, row);
    const n = at(cells.count, row);
    const p = winProbability(odds);
    const outcome = at(cells.outcome, row);
    value += n * ((outcome - (odds > 0 ? 1 : 0)) * odds - Math.log1p(Math.exp(-Math.abs(odds))));
    designRow(design, row, places, values);
    for (const [i, place] of places.entries()) {
      const own = values[i] as number;
      add(gradient, place, n * (outcome - p) * own);
      for (let j = 0; j <= i; j++) {
        const other = places[j] as number;
        const product = n * p * (1 - p) * own * (values[j] as number);
        add(information, Math.max(place, other) * size + Math.min(place, other), product);
      }
    }
  }
  return { value, gradient, information };
}

/**
 * Clustered variances of all arms' strengths around their mean, then of the coefficients: squares of the votes'
 * influences, summed within clusters first.
 */
function clusteredVariances(
  design: CovariateVotes,
  parameters: Float64Array,
  inverse: Float64Array,
  size: number,
) {
  const { arms, cells, columns } = design;
  const wanted = arms + columns.length;
  const rater = new Map<string, Float64Array>();
  const image = new Map<string, Float64Array>();
  const cell = new Map<string, Float64Array>();
  const places: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < cells.count.length; row++) {
    const residual = at(cells.outcome, row) - winProbability(logOdds(design, parameters, row));
    designRow(design, row, places, values);
    const influence = new Float64Array(wanted);
    for (const [i, place] of places.entries()) {
      const weight = at(cells.count, row) * residual * (values[i] as number);
      for (let parameter = 0; parameter < size; parameter++)
        add(
          influence,
          parameter < arms - 1 ? parameter : parameter + 1,
          weight * at(inverse, parameter * size + place),
        );
    }
    const mean = influence.subarray(0, arms).reduce((sum, entry) => sum + entry, 0) / arms;
    for (let arm = 0; arm < arms; arm++) add(influence, arm, -mean);
    gather(rater, `${cells.rater[row]}`, influence);
    gather(image, `${cells.image[row]}`, influence);
    gather(cell, `${cells.rater[row]} ${cells.image[row]}`, influence);
  }
  const [byRater, byImage, byCell] = [rater, image, cell].map((sums) => squares(sums, wanted)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const variances = byRater.map((value, index) =>
    Math.max(value + at(byImage, index) - at(byCell, index), value, at(byImage, index)),
  );
  return { variances, raters: rater.size, images: image.size };
}

function gather(sums: Map<string, Float64Array>, key: string, amounts: Float64Array): void {
  const known = sums.get(key);
  if (!known) sums.set(key, amounts.slice());
  else for (let index = 0; index < amounts.length; index++) add(known, index, at(amounts, index));
}

function squares(sums: Map<string, Float64Array>, size: number): Float64Array {
  const total = new Float64Array(size);
  for (const sum of sums.values())
    for (let index = 0; index < size; index++) add(total, index, at(sum, index) ** 2);
  return total;
}
