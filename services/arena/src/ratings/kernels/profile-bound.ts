import chisquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import { at } from '@fakexplain/statistics/linear-algebra';
import { type FittedBlock } from './fit-bradley-terry.ts';
import { maximise } from './maximise.ts';

/**
 * One-sided lower confidence bound (log-odds) for how far the arm at place `upper` stands above the one at `lower`: where
 * the penalised log-likelihood, at its greatest for that difference, has fallen by half the χ²₁ quantile of 2·level − 1
 * (Heinze & Schemper 2002; reference: R's logistf). Costs some dozens of fits of the block.
 *
 * @param held places whose strengths in `start` stay (all else is refitted); the lower arm is always fixed
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
  let below = high - 1;
  for (let reach = 1; excess(below) < 0; reach *= 2) {
    high = below;
    below -= reach;
  }
  return crossing(excess, below, high);
}

/** Where `f`, positive at `low` and not at `high`, crosses 0, to 1e-8: the Illinois variant of false position. */
function crossing(f: (x: number) => number, low: number, high: number): number {
  let [left, right] = [low, high];
  let [atLeft, atRight] = [f(low), f(high)];
  while (right - left > 1e-8) {
    const middle = Math.min(right, Math.max(left, (left * atRight - right * atLeft) / (atRight - atLeft)));
    const value = f(middle);
    if (Math.abs(value) < 1e-10) return middle;
    if (value > 0) {
      left = middle;
      atLeft = value;
      atRight /= 2;
    } else {
      right = middle;
      atRight = value;
      atLeft /= 2;
    }
  }
  return (left + right) / 2;
}
