import { add, at, cholesky, choleskyInverse } from '@fakexplain/statistics/linear-algebra';
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
  const most = pairs.a.length;
  const [a, b] = [new Int32Array(most), new Int32Array(most)];
  const [wins, n] = [new Float64Array(most), new Float64Array(most)];
  let kept = 0;
  for (let index = 0; index < most; index++) {
    const first = local[pairs.a[index] as number] as number;
    const second = local[pairs.b[index] as number] as number;
    if (first < 0 || second < 0) continue;
    a[kept] = first;
    b[kept] = second;
    wins[kept] = at(pairs.winsA, index) + at(pairs.halves, index) / 2;
    n[kept] = at(pairs.winsA, index) + at(pairs.winsB, index) + at(pairs.halves, index);
    kept++;
  }
  return {
    size: arms.length,
    a: a.subarray(0, kept),
    b: b.subarray(0, kept),
    wins: wins.subarray(0, kept),
    n: n.subarray(0, kept),
  };
}

export const winProbability = (difference: number): number => 1 / (1 + Math.exp(-difference));

/** p (1−p), exact for great differences too. */
export function winVariance(difference: number): number {
  const odds = Math.exp(-Math.abs(difference));
  return odds / (1 + odds) ** 2;
}

export interface Evaluation {
  /** (Penalised) log-likelihood. */
  value: number;
  /** Its derivative by the arms that have a `place`. */
  gradient: Float64Array;
  /** Σ n p (1−p) x xᵀ over them; lower triangle only. */
  information: Float64Array;
}

/** The plain likelihood of strengths `theta`. */
export function evaluatePlain(
  pairs: LocalPairs,
  theta: Float64Array,
  place: Int32Array,
  size: number,
): Evaluation {
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  let value = 0;
  for (let i = 0; i < pairs.n.length; i++) {
    const a = pairs.a[i] as number;
    const b = pairs.b[i] as number;
    const n = at(pairs.n, i);
    const wins = at(pairs.wins, i);
    const difference = at(theta, a) - at(theta, b);
    const odds = Math.exp(-Math.abs(difference)); // of the weaker arm
    const p = (difference < 0 ? odds : 1) / (1 + odds);
    value -= n * Math.log1p(odds) + (difference < 0 ? -wins : n - wins) * difference;
    const residual = wins - n * p;
    const weight = (n * odds) / (1 + odds) ** 2;
    const rowA = place[a] as number;
    const rowB = place[b] as number;
    if (rowA >= 0) {
      add(gradient, rowA, residual);
      add(information, rowA * size + rowA, weight);
    }
    if (rowB >= 0) {
      add(gradient, rowB, -residual);
      add(information, rowB * size + rowB, weight);
    }
    if (rowA >= 0 && rowB >= 0)
      add(information, rowA > rowB ? rowA * size + rowB : rowB * size + rowA, -weight);
  }
  return { value, gradient, information };
}

/** Log-likelihood, and the Cholesky factor of the information of all arms but the last. */
export function factorInformation(
  pairs: LocalPairs,
  theta: Float64Array,
): { value: number; lower: Float64Array } {
  const rank = pairs.size - 1;
  const allButLast = Int32Array.from({ length: pairs.size }, (_, arm) => (arm === rank ? -1 : arm));
  const { value, information } = evaluatePlain(pairs, theta, allButLast, rank);
  const lower = cholesky(information, rank);
  if (lower === null)
    throw new Error(`the information of ${pairs.size} arms is singular: they are not connected`);
  return { value, lower };
}

/** The inverse of what was factored, with a row and column of zeros for the last arm. */
export function paddedInverse(lower: Float64Array, size: number): Float64Array {
  const rank = size - 1;
  const inverse = choleskyInverse(lower, rank);
  const padded = new Float64Array(size * size);
  for (let i = 0; i < rank; i++) padded.set(inverse.subarray(i * rank, (i + 1) * rank), i * size);
  return padded;
}

/** A generalised inverse (size × size) of the information: the last arm's strength is held, its row and column are 0. */
export const inverseInformation = (pairs: LocalPairs, theta: Float64Array): Float64Array =>
  paddedInverse(factorInformation(pairs, theta).lower, pairs.size);

/** Variance of entry a minus entry b under a covariance matrix. */
export const contrastVariance = (covariance: Float64Array, size: number, a: number, b: number): number =>
  at(covariance, a * size + a) + at(covariance, b * size + b) - 2 * at(covariance, a * size + b);
