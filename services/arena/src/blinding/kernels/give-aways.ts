import type { LogisticFit } from '@fakexplain/statistics/logistic-regression';
import type { Feature, FeatureTable } from './feature-table.ts';
import type { LeavablePart } from './traits.ts';

/** What tells the two arms apart. */
export interface GiveAway {
  kind: 'trait' | 'phrase';
  /** The trait, or the phrase itself. */
  key: string;
  name: string;
  /** What `a` and `b` are. */
  unit: 'share' | 'mean';
  /** Log-odds for the first arm that one standard deviation brings. */
  weight: number;
  /** Share or mean in the first and in the second arm. */
  a: number;
  b: number;
  /** The part which a study would leave out for this not to be seen. */
  leaveOut: LeavablePart | null;
}

/** Weights below this say nothing. */
const leastWeight = 0.1;
/** Differences of the two arms below this, in standard deviations, are small (Cohen 1988). */
const leastDifference = 0.2;

/**
 * What a fit goes by, the heaviest first. Left out is what would be read wrongly: a feature in which the arms hardly differ,
 * or whose weight has the other sign than their difference, since it only corrects others.
 *
 * @param plain values of the traits of each explanation, before scaling
 */
export function listGiveAways(
  table: FeatureTable,
  plain: readonly Float64Array[],
  { features, fit }: { features: readonly Feature[]; fit: LogisticFit },
): GiveAway[] {
  return features
    .flatMap((feature, column) => {
      const described = describe(table, plain, feature);
      const weight = (fit.weights[column] ?? 0) * described.scaledSpread;
      const difference = (described.a - described.b) / described.spread;
      const isTelling = Math.abs(weight) >= leastWeight && Math.abs(difference) >= leastDifference;
      if (!isTelling || Math.sign(weight) !== Math.sign(difference)) return [];
      const { spread: _spread, scaledSpread: _scaledSpread, ...told } = described;
      return [{ ...told, weight }];
    })
    .toSorted((x, y) => Math.abs(y.weight) - Math.abs(x.weight));
}

interface Described extends Omit<GiveAway, 'weight'> {
  /** Standard deviation of the values. */
  spread: number;
  /** Standard deviation of what the fit was given. */
  scaledSpread: number;
}

function describe(
  { traits, phrases, positive }: FeatureTable,
  plain: readonly Float64Array[],
  feature: Feature,
): Described {
  const values = (of: (row: number) => number) => {
    const all = Float64Array.from(positive, (_, row) => of(row));
    const ofArm = (arm: 0 | 1) => meanOf(all.filter((_, row) => positive[row] === arm));
    const mean = meanOf(all);
    return { a: ofArm(1), b: ofArm(0), spread: Math.sqrt(meanOf(all.map((value) => (value - mean) ** 2))) };
  };
  if ('phrase' in feature) {
    const phrase = phrases?.phrases[feature.phrase] ?? '';
    const found = values((row) => Number(phrases?.inRow[row]?.includes(feature.phrase)));
    return {
      kind: 'phrase',
      key: phrase,
      name: `“${phrase}”`,
      unit: 'share',
      ...found,
      scaledSpread: found.spread,
      leaveOut: phrase.startsWith('tag: ') ? 'tags' : null,
    };
  }
  const trait = traits[feature.trait];
  if (!trait) throw new Error(`there is no trait ${feature.trait}`);
  const { key, name, unit, leaveOut = null } = trait;
  const found = values((row) => plain[row]?.[feature.trait] ?? 0);
  // The fit was given standard deviations.
  return { kind: 'trait', key, name, unit, ...found, scaledSpread: 1, leaveOut };
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
