import chisquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import { at } from './dense.ts';
import { type FittedBlock } from './fit-bradley-terry.ts';
import { maximise } from './pair-likelihood.ts';

/**
 * One-sided lower confidence bound (log-odds) for how far the arm at place `upper` stands above the one at `lower`: where
 * the penalised log-likelihood, at its greatest for that difference, has fallen by half the χ²₁ quantile of 2·level − 1
 * (Heinze & Schemper 2002; reference: R's logistf). Costs some dozens of fits of the block.
 *
 * @param held places whose strengths in `start` stay (all else is refitted); the lower arm is held in any case
 * @param level one-sided confidence, 0.5–1
 */
export function profileLowerBound(
  block: FittedBlock,
  upper: number,
  lower: number,
  level: number,
  start: Float64Array = block.theta,
  held: Uint8Array = new Uint8Array(block.arms.length),
): number {
  const fixed = held.slice();
  fixed[lower] = 1;
  const best = maximise(block.pairs, start, fixed, true);
  const drop = chisquareQuantile(2 * level - 1, 1) / 2;
  fixed[upper] = 1;
  let { theta } = best;
  const excess = (difference: number): number => {
    const from = theta.slice();
    from[upper] = at(from, lower) + difference;
    const profiled = maximise(block.pairs, from, fixed, true);
    theta = profiled.theta;
    return best.value - profiled.value - drop;
  };
  let high = at(best.theta, upper) - at(best.theta, lower);
  let low = high - 1;
  for (let reach = 1; excess(low) < 0; reach *= 2) {
    high = low;
    low -= reach;
  }
  return bisect(excess, low, high);
}

/** Where `f`, positive at `low` and not at `high`, crosses 0; to 1e-9. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  let [left, right] = [low, high];
  while (right - left > 1e-9) {
    const middle = (left + right) / 2;
    if (f(middle) > 0) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}
