import { at } from '@fakexplain/statistics/linear-algebra';
import { twoSidedQuantile } from '@fakexplain/statistics/two-sided-quantile';
import { type BradleyTerryFit, type FittedBlock, type FittedComponent } from './fit-bradley-terry.ts';
import { eloPerLogOdds, type Interval } from './interval.ts';
import { profileLowerBound } from './profile-bound.ts';
import {
  differenceVariance,
  type BlockCovariance,
  type RatingCovariance,
  type SeparatedVotes,
} from './rating-covariance.ts';

export interface Difference {
  a: number;
  b: number;
  /** Rating of a minus rating of b; `null` where the votes do not determine it. */
  elo: number | null;
  /** `ml`: exact; `firth`: penalised, since the exact value is infinite; `none`: undetermined. */
  method: 'ml' | 'firth' | 'none';
  /** Elo; only where `method` is `ml`. */
  standardError: number | null;
  /** Elo. */
  interval: Interval;
}

/**
 * How far arm a stands above arm b, in Elo, with a pointwise interval of the given level. Two-sided and robust where both
 * ever beat each other, directly or through others; one-sided by penalised profile likelihood where one never lost.
 */
export function difference(
  fit: BradleyTerryFit,
  covariance: RatingCovariance,
  a: number,
  b: number,
  level = 0.95,
): Difference {
  const component = fit.components.find(({ arms }) => arms.includes(a));
  if (component === undefined || !component.arms.includes(b))
    return undetermined(a, b, 'no chain of votes links the two arms');
  const groupA = component.groups.findIndex((group) => group.includes(a));
  const groupB = component.groups.findIndex((group) => group.includes(b));
  if (groupA !== groupB) return separatedDifference(component, covariance, a, b, level);
  const block = component.exact[groupA] ?? null;
  if (block === null || a === b) return undetermined(a, b, 'an arm is not compared with itself');
  const places = [block.arms.indexOf(a), block.arms.indexOf(b)] as const;
  const elo = (at(block.theta, places[0]) - at(block.theta, places[1])) * eloPerLogOdds;
  const own = blockCovariance(covariance, block);
  return { a, b, elo, method: 'ml', ...robustInterval(own, differenceVariance(own, ...places), elo, level) };
}

const undetermined = (a: number, b: number, reason: string): Difference => ({
  a,
  b,
  elo: null,
  method: 'none',
  standardError: null,
  interval: { kind: 'undetermined', reason },
});

function separatedDifference(
  component: FittedComponent,
  covariance: RatingCovariance,
  a: number,
  b: number,
  level: number,
): Difference {
  const [groupA, groupB] = [a, b].map((arm) =>
    component.groups.findIndex((group) => group.includes(arm)),
  ) as [number, number];
  const block = component.penalised;
  const isAbove = component.above[groupA]?.[groupB] ?? false;
  const isBelow = component.above[groupB]?.[groupA] ?? false;
  if (block === null || isAbove === isBelow)
    return undetermined(a, b, 'no chain of wins leads from either arm to the other');
  const [upper, lower] = (isAbove ? [a, b] : [b, a]).map((arm) => block.arms.indexOf(arm)) as [
    number,
    number,
  ];
  const elo =
    (at(block.theta, block.arms.indexOf(a)) - at(block.theta, block.arms.indexOf(b))) * eloPerLogOdds;
  const { penalised, isBounded } = separatedVotes(covariance, component);
  if (!isBounded) return { ...undetermined(a, b, tooFewClusters), elo, method: 'firth' };
  const bound = profileLowerBound(penalised, upper, lower, level) * eloPerLogOdds;
  return {
    a,
    b,
    elo,
    method: 'firth',
    standardError: null,
    interval: isAbove ? { kind: 'at-least', low: bound } : { kind: 'at-most', high: -bound },
  };
}

export const tooFewClusters = 'the votes come from one rater or one image alone';

/** @throws Error where the covariance was made of another fit */
export function separatedVotes(covariance: RatingCovariance, component: FittedComponent): SeparatedVotes {
  const own = covariance.separated.get(component);
  if (own === undefined) throw new Error('the covariance belongs to another fit');
  return own;
}

/** @throws Error where the covariance was made of another fit */
export function blockCovariance(covariance: RatingCovariance, block: FittedBlock): BlockCovariance {
  const own = covariance.blocks.get(block);
  if (own === undefined) throw new Error('the covariance belongs to another fit');
  return own;
}

/** Two-sided interval around `centre` (Elo), from a variance in log-odds². */
export function robustInterval(
  { degreesOfFreedom }: BlockCovariance,
  variance: number,
  centre: number,
  level: number,
): { standardError: number | null; interval: Interval } {
  if (degreesOfFreedom < 1) {
    return { standardError: null, interval: { kind: 'undetermined', reason: tooFewClusters } };
  }
  const standardError = Math.sqrt(variance) * eloPerLogOdds;
  const reach = twoSidedQuantile(level, degreesOfFreedom) * standardError;
  return { standardError, interval: { kind: 'two-sided', low: centre - reach, high: centre + reach } };
}
