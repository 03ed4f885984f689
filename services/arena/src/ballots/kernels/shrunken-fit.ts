import { add, at, cholesky, choleskyInverse, choleskySolve } from '@fakexplain/statistics/linear-algebra';
import { defaultNeutralRule, tabulatePairs, type PairCount } from '../../ratings/kernels/pair-count.ts';

/** Standard deviation (log-odds, about 350 Elo) of the normal prior on strengths. */
const priorDeviation = 2;

/**
 * Posterior mode of Bradley–Terry strengths (log-odds) under a normal prior, and the inverse of the information there. It
 * exists whatever the votes are. For deciding what to ask next, never for reporting.
 */
export function shrunkenFit(
  arms: number,
  counts: readonly PairCount[],
): { theta: Float64Array; covariance: Float64Array } {
  const pairs = tabulatePairs(arms, counts, defaultNeutralRule);
  let theta = new Float64Array(arms);
  for (let iteration = 0; ; iteration++) {
    const gradient = theta.map((strength) => -strength / priorDeviation ** 2);
    const information = new Float64Array(arms * arms);
    for (let arm = 0; arm < arms; arm++) information[arm * arms + arm] = 1 / priorDeviation ** 2;
    for (let index = 0; index < pairs.a.length; index++) {
      const a = pairs.a[index] as number;
      const b = pairs.b[index] as number;
      const halves = at(pairs.halves, index);
      const n = at(pairs.winsA, index) + at(pairs.winsB, index) + halves;
      const p = 1 / (1 + Math.exp(at(theta, b) - at(theta, a)));
      const residual = at(pairs.winsA, index) + halves / 2 - n * p;
      add(gradient, a, residual);
      add(gradient, b, -residual);
      const weight = n * p * (1 - p);
      add(information, a * arms + a, weight);
      add(information, b * arms + b, weight);
      add(information, b * arms + a, -weight);
    }
    const lower = cholesky(information, arms);
    if (lower === null)
      throw new Error('the information with a prior is positive definite; this cannot happen');
    const step = choleskySolve(lower, arms, gradient);
    const largest = step.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    if (largest < 1e-6 || iteration === 100) return { theta, covariance: choleskyInverse(lower, arms) };
    // A step of at most one log-odds cannot overshoot into the flat tails, where Newton's method would oscillate.
    theta = theta.map((strength, arm) => strength + at(step, arm) * Math.min(1, 1 / largest));
  }
}
