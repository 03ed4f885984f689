import { at } from '@fakexplain/statistics/linear-algebra';
import { blockCovariance, robustInterval, separatedVotes, tooFewClusters } from './difference.ts';
import {
  heldReference,
  type BradleyTerryFit,
  type FittedBlock,
  type FittedComponent,
} from './fit-bradley-terry.ts';
import { eloPerLogOdds, type Interval } from './interval.ts';
import { profileLowerBound } from './profile-bound.ts';
import { originVariances, type RatingCovariance } from './rating-covariance.ts';

/** Beyond this many arms in a separated component, profiling each takes too long to be done unasked. */
const mostProfiledArms = 24;

/**
 * By arm, a pointwise interval (Elo) of its rating against the mean of its component's reference, or against the anchor.
 * For plotting only: whether two arms differ is for `difference`, which rank is for `rankSets`. Arms outside the reference
 * of a separated component are bounded with the reference held at its ratings.
 */
export function ratingIntervals(
  fit: BradleyTerryFit,
  covariance: RatingCovariance,
  level = 0.95,
): Interval[] {
  const intervals = Array.from({ length: fit.arms }, (): Interval => ({
    kind: 'undetermined',
    reason: 'no votes',
  }));
  for (const component of fit.components) {
    if (component.status === 'unvoted') continue;
    const group = component.groups.indexOf(component.reference);
    const block = component.exact[group] ?? null;
    const exact = referenceIntervals(fit, covariance, component, block, level);
    for (const arm of component.arms)
      intervals[arm] = exact.get(arm) ?? separatedInterval(fit, covariance, component, group, arm, level);
  }
  return intervals;
}

function referenceIntervals(
  fit: BradleyTerryFit,
  covariance: RatingCovariance,
  component: FittedComponent,
  block: FittedBlock | null,
  level: number,
): Map<number, Interval> {
  const { anchor } = fit;
  const itself: Interval = { kind: 'undetermined', reason: 'the other ratings are measured from this arm' };
  if (block === null) return new Map(component.reference.map((arm) => [arm, itself]));
  const own = blockCovariance(covariance, block);
  const anchored = anchor === null ? -1 : block.arms.indexOf(anchor.arm);
  const origin = Float64Array.from(block.arms, (_, place) =>
    anchored >= 0 ? Number(place === anchored) : 1 / block.arms.length,
  );
  const variances = originVariances(own, origin);
  return new Map(
    block.arms.map((arm, place) => [
      arm,
      place === anchored
        ? itself
        : robustInterval(own, at(variances, place), at(fit.elo, arm), level).interval,
    ]),
  );
}

function separatedInterval(
  fit: BradleyTerryFit,
  covariance: RatingCovariance,
  component: FittedComponent,
  referenceGroup: number,
  arm: number,
  level: number,
): Interval {
  const group = component.groups.findIndex((arms) => arms.includes(arm));
  const isAbove = component.above[group]?.[referenceGroup] ?? false;
  const isBelow = component.above[referenceGroup]?.[group] ?? false;
  const { penalised } = component;
  if (penalised === null || isAbove === isBelow)
    return { kind: 'undetermined', reason: 'no chain of wins links this arm with the reference' };
  if (component.arms.length > mostProfiledArms)
    return {
      kind: 'undetermined',
      reason: `this arm ${isAbove ? 'never lost' : 'never won'} against the reference`,
    };
  const worth = separatedVotes(covariance, component);
  if (!worth.isBounded) return { kind: 'undetermined', reason: tooFewClusters };
  const { start, held } = heldReference(component, worth.penalised);
  const mirrored = isAbove ? worth.penalised : reversed(worth.penalised);
  const place = component.arms.indexOf(arm);
  const origin = component.arms.indexOf(component.reference.at(-1) as number);
  const from = isAbove ? start : start.map((theta) => -theta);
  const bound = profileLowerBound(mirrored, place, origin, level, from, held) * eloPerLogOdds;
  const base = at(fit.elo, component.reference.at(-1) as number);
  return isAbove ? { kind: 'at-least', low: base + bound } : { kind: 'at-most', high: base - bound };
}

/** The same votes with winning and losing exchanged, so that strengths change sign. */
function reversed(block: FittedBlock): FittedBlock {
  const wins = block.pairs.wins.map((wins, index) => at(block.pairs.n, index) - wins);
  const { arms, pairs, theta, inverse } = block;
  return { arms, theta: theta.map((own) => -own), pairs: { ...pairs, wins }, inverse };
}
