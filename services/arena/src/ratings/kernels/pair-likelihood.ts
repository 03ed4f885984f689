import { add, at, cholesky, choleskyInverse, choleskySolve } from './dense.ts';
import { type PairTable } from './pair-count.ts';

/** Votes among `size` arms with indices of their own, each half win given to both sides: `wins` of `n` went to a. */
export interface LocalPairs {
  size: number;
  a: Int32Array;
  b: Int32Array;
  wins: Float64Array;
  n: Float64Array;
}

/** The pairs of a table that lie wholly among `arms`; local index i stands for arms[i]. */
export function localPairs(pairs: PairTable, arms: readonly number[]): LocalPairs {
  const local = new Int32Array(pairs.arms).fill(-1);
  for (const [index, arm] of arms.entries()) local[arm] = index;
  const kept = [...pairs.a.keys()].filter(
    (index) => local[pairs.a[index] as number] !== -1 && local[pairs.b[index] as number] !== -1,
  );
  return {
    size: arms.length,
    a: Int32Array.from(kept, (index) => local[pairs.a[index] as number] as number),
    b: Int32Array.from(kept, (index) => local[pairs.b[index] as number] as number),
    wins: Float64Array.from(kept, (index) => at(pairs.winsA, index) + at(pairs.halves, index) / 2),
    n: Float64Array.from(kept, (i) => at(pairs.winsA, i) + at(pairs.winsB, i) + at(pairs.halves, i)),
  };
}

export interface Maximum {
  /** Log-odds; the fixed arms keep what they were given. */
  theta: Float64Array;
  /** (Penalised) log-likelihood there. */
  value: number;
}

/**
 * Maximum over the strengths θ of Σ wins log σ(θa−θb) + (n−wins) log σ(θb−θa), by Newton's method to 1e-10 in θ.
 * With `firth`, plus half the log-determinant of the information, whose maximum is always finite: the bias reduction of
 * Firth (1993, Biometrika 80) as Heinze & Schemper (2002) use it against separation.
 *
 * @param start strengths to begin with; those marked in `fixed` (at least one) stay as they are
 * @throws Error where no maximum is found: without `firth`, the arms must be strongly connected by wins
 */
export function maximise(pairs: LocalPairs, start: Float64Array, fixed: Uint8Array, firth = false): Maximum {
  const free = Int32Array.from(start.keys()).filter((arm) => fixed[arm] === 0);
  const place = new Int32Array(pairs.size).fill(-1);
  for (const [index, arm] of free.entries()) place[arm] = index;
  let theta = start.slice();
  let value = firth ? penalisedLogLikelihood(pairs, theta) : logLikelihood(pairs, theta);
  for (let iteration = 0; iteration < 200; iteration++) {
    const votes = firth ? withLeverage(pairs, theta) : pairs;
    const lower = cholesky(information(votes, theta, place, free.length), free.length);
    if (lower === null) break;
    const step = choleskySolve(lower, free.length, score(votes, theta, place, free.length));
    let largest = 0;
    for (const entry of step) largest = Math.max(largest, Math.abs(entry));
    if (!Number.isFinite(largest)) break;
    let scale = Math.min(1, 5 / largest);
    for (;;) {
      const next = theta.slice();
      for (const [index, arm] of free.entries()) add(next, arm, scale * at(step, index));
      const nextValue = firth ? penalisedLogLikelihood(pairs, next) : logLikelihood(pairs, next);
      if (nextValue >= value - 1e-11 * (1 + Math.abs(value)) || scale < 1e-6) {
        theta = next;
        value = nextValue;
        break;
      }
      scale /= 2;
    }
    if (largest < 1e-10) return { theta, value };
  }
  throw new Error(`no maximum of the likelihood among ${pairs.size} arms was found in 200 steps`);
}

export const winProbability = (difference: number): number => 1 / (1 + Math.exp(-difference));

/** log σ(x), without overflow. */
const logWinProbability = (x: number): number =>
  x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x));

function logLikelihood(pairs: LocalPairs, theta: Float64Array): number {
  let value = 0;
  for (let i = 0; i < pairs.n.length; i++) {
    const difference = at(theta, pairs.a[i] as number) - at(theta, pairs.b[i] as number);
    const wins = at(pairs.wins, i);
    // log σ(−x) = log σ(x) − x
    value += at(pairs.n, i) * logWinProbability(difference) - (at(pairs.n, i) - wins) * difference;
  }
  return value;
}

function penalisedLogLikelihood(pairs: LocalPairs, theta: Float64Array): number {
  const rank = pairs.size - 1;
  const lower = cholesky(information(pairs, theta, allButLast(pairs.size), rank), rank);
  if (lower === null) return -Infinity;
  let logRoot = 0;
  for (let i = 0; i < rank; i++) logRoot += Math.log(at(lower, i * rank + i));
  return logLikelihood(pairs, theta) + logRoot;
}

const allButLast = (size: number): Int32Array =>
  Int32Array.from({ length: size }, (_, arm) => (arm === size - 1 ? -1 : arm));

/** Σ n p (1−p) x xᵀ over the arms that have a `place`; lower triangle only. */
function information(pairs: LocalPairs, theta: Float64Array, place: Int32Array, size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < pairs.n.length; i++) {
    const a = pairs.a[i] as number;
    const b = pairs.b[i] as number;
    const p = winProbability(at(theta, a) - at(theta, b));
    const q = winProbability(at(theta, b) - at(theta, a));
    const weight = at(pairs.n, i) * p * q;
    const rowA = place[a] as number;
    const rowB = place[b] as number;
    if (rowA >= 0) add(matrix, rowA * size + rowA, weight);
    if (rowB >= 0) add(matrix, rowB * size + rowB, weight);
    if (rowA >= 0 && rowB >= 0) add(matrix, Math.max(rowA, rowB) * size + Math.min(rowA, rowB), -weight);
  }
  return matrix;
}

function score(pairs: LocalPairs, theta: Float64Array, place: Int32Array, size: number): Float64Array {
  const gradient = new Float64Array(size);
  for (let i = 0; i < pairs.n.length; i++) {
    const a = pairs.a[i] as number;
    const b = pairs.b[i] as number;
    const residual = at(pairs.wins, i) - at(pairs.n, i) * winProbability(at(theta, a) - at(theta, b));
    const rowA = place[a] as number;
    const rowB = place[b] as number;
    if (rowA >= 0) add(gradient, rowA, residual);
    if (rowB >= 0) add(gradient, rowB, -residual);
  }
  return gradient;
}

/**
 * The votes with half of each pair's leverage added to either side: their plain score is the derivative of the penalised
 * likelihood, and with their information the steps towards its maximum shrink even where a pair has a single vote.
 */
function withLeverage(pairs: LocalPairs, theta: Float64Array): LocalPairs {
  const inverse = inverseInformation(pairs, theta);
  const leverage = pairs.n.map((n, i) => {
    const a = pairs.a[i] as number;
    const b = pairs.b[i] as number;
    const p = winProbability(at(theta, a) - at(theta, b));
    const q = winProbability(at(theta, b) - at(theta, a));
    return n * p * q * contrastVariance(inverse, pairs.size, a, b);
  });
  return {
    ...pairs,
    n: pairs.n.map((n, i) => n + at(leverage, i)),
    wins: pairs.wins.map((wins, i) => wins + at(leverage, i) / 2),
  };
}

/** A generalised inverse (size × size) of the information: the last arm's strength is held, its row and column are 0. */
export function inverseInformation(pairs: LocalPairs, theta: Float64Array): Float64Array {
  const rank = pairs.size - 1;
  const lower = cholesky(information(pairs, theta, allButLast(pairs.size), rank), rank);
  if (lower === null)
    throw new Error(`the information of ${pairs.size} arms is singular: they are not connected`);
  const inverse = choleskyInverse(lower, rank);
  const padded = new Float64Array(pairs.size * pairs.size);
  for (let i = 0; i < rank; i++) padded.set(inverse.subarray(i * rank, (i + 1) * rank), i * pairs.size);
  return padded;
}

/** Variance of entry a minus entry b under a covariance matrix. */
export const contrastVariance = (covariance: Float64Array, size: number, a: number, b: number): number =>
  at(covariance, a * size + a) + at(covariance, b * size + b) - 2 * at(covariance, a * size + b);
