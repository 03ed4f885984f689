import { add, at, cholesky, choleskySolve } from '@fakexplain/statistics/linear-algebra';
import { evaluatePenalised } from './firth-penalty.ts';
import { evaluatePlain, type LocalPairs } from './pair-likelihood.ts';

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
