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
 * Maximum over the strengths θ of Σ wins log σ(θa−θb) + (n−wins) log σ(θb−θa), by Newton's method to 1e-9 in θ or better.
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
  const evaluate = firth ? evaluatePenalised : evaluatePlain;
  let theta: Float64Array = start.slice();
  let state = evaluate(pairs, theta, place, free.length);
  for (let iteration = 0; iteration < 200; iteration++) {
    const lower = cholesky(state.information, free.length);
    if (lower === null) break;
    const step = choleskySolve(lower, free.length, state.gradient);
    const largest = step.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    if (!Number.isFinite(largest)) break;
    const moveBy = (scale: number): Float64Array => {
      const moved = theta.slice();
      for (const [index, arm] of free.entries()) add(moved, arm, scale * at(step, index));
      return moved;
    };
    if (largest < 1e-9) return { theta: moveBy(1), value: state.value };
    const slack = 1e-11 * (1 + Math.abs(state.value));
    for (let scale = Math.min(1, 5 / largest); ; scale /= 2) {
      const moved = moveBy(scale);
      const next = evaluate(pairs, moved, place, free.length);
      if (next.value < state.value - slack && scale > 1e-6) continue;
      theta = moved;
      state = next;
      break;
    }
  }
  throw new Error(`no maximum of the likelihood among ${pairs.size} arms was found in 200 steps`);
}

export const winProbability = (difference: number): number => 1 / (1 + Math.exp(-difference));

/** p (1−p), exact for great differences too. */
function winVariance(difference: number): number {
  const odds = Math.exp(-Math.abs(difference));
  return odds / (1 + odds) ** 2;
}

interface Evaluation {
  /** (Penalised) log-likelihood. */
  value: number;
  /** Its derivative by the arms that have a `place`. */
  gradient: Float64Array;
  /** Σ n p (1−p) x xᵀ over them; lower triangle only. */
  information: Float64Array;
}

function evaluatePlain(pairs: LocalPairs, theta: Float64Array, place: Int32Array, size: number): Evaluation {
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

/**
 * Half of each pair's leverage is added to either side: the plain derivative of such votes is that of the penalised
 * likelihood, and with their information the steps towards its maximum shrink even where a pair has a single vote.
 */
function evaluatePenalised(
  pairs: LocalPairs,
  theta: Float64Array,
  place: Int32Array,
  size: number,
): Evaluation {
  const { value, lower } = factorInformation(pairs, theta);
  let logRoot = 0;
  for (let i = 0; i < pairs.size - 1; i++) logRoot += Math.log(at(lower, i * (pairs.size - 1) + i));
  const inverse = paddedInverse(lower, pairs.size);
  const leverage = pairs.n.map((n, i) => {
    const a = pairs.a[i] as number;
    const b = pairs.b[i] as number;
    return n * winVariance(at(theta, a) - at(theta, b)) * contrastVariance(inverse, pairs.size, a, b);
  });
  const augmented = {
    ...pairs,
    n: pairs.n.map((n, i) => n + at(leverage, i)),
    wins: pairs.wins.map((wins, i) => wins + at(leverage, i) / 2),
  };
  return { ...evaluatePlain(augmented, theta, place, size), value: value + logRoot };
}

function factorInformation(pairs: LocalPairs, theta: Float64Array): { value: number; lower: Float64Array } {
  const rank = pairs.size - 1;
  const allButLast = Int32Array.from({ length: pairs.size }, (_, arm) => (arm === rank ? -1 : arm));
  const { value, information } = evaluatePlain(pairs, theta, allButLast, rank);
  const lower = cholesky(information, rank);
  if (lower === null)
    throw new Error(`the information of ${pairs.size} arms is singular: they are not connected`);
  return { value, lower };
}

function paddedInverse(lower: Float64Array, size: number): Float64Array {
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
