import type { blindingSchema } from '@fakexplain/database/schema';
import type { LogisticFit } from '@fakexplain/statistics/logistic-regression';
import type { Feature, FeatureTable } from './feature-table.ts';

export type GiveAway = blindingSchema.GiveAway;

/** Weights below this say nothing. */
const leastWeight = 0.1;

/**
 * What a fit goes by, the heaviest first. A feature whose weight has the other sign than the difference of its rates is
 * left out: it only corrects others, and would be read wrongly.
 *
 * @param plain values of the traits of each explanation, before scaling
 */
export function listGiveAways(
  table: FeatureTable,
  plain: readonly Float64Array[],
  { features, fit }: { features: readonly Feature[]; fit: LogisticFit },
): GiveAway[] {
  return features
    .map((feature, column) => describe(table, plain, feature, fit.weights[column] ?? 0))
    .filter(({ weight, a, b }) => Math.abs(weight) >= leastWeight && Math.sign(weight) === Math.sign(a - b))
    .toSorted((x, y) => Math.abs(y.weight) - Math.abs(x.weight));
}

function describe(
  { traits, phrases, positive }: FeatureTable,
  plain: readonly Float64Array[],
  feature: Feature,
  weight: number,
): GiveAway {
  const meanOf = (value: (row: number) => number, of: 0 | 1) => {
    const rows = [...positive.keys()].filter((row) => positive[row] === of);
    return rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
  };
  if ('phrase' in feature) {
    const phrase = phrases?.phrases[feature.phrase] ?? '';
    const has = (row: number) => Number(phrases?.inRow[row]?.includes(feature.phrase));
    const [a, b] = [meanOf(has, 1), meanOf(has, 0)];
    const rate = (a + b) / 2;
    const spread = Math.sqrt(rate * (1 - rate));
    return {
      kind: 'phrase',
      key: phrase,
      name: `“${phrase}”`,
      unit: 'share',
      weight: weight * spread,
      a,
      b,
      leaveOut: phrase.startsWith('tag: ') ? 'tags' : null,
    };
  }
  const trait = traits[feature.trait];
  if (!trait) throw new Error(`there is no trait ${feature.trait}`);
  const value = (row: number) => plain[row]?.[feature.trait] ?? 0;
  const { key, name, unit, leaveOut = null } = trait;
  return { kind: 'trait', key, name, unit, weight, a: meanOf(value, 1), b: meanOf(value, 0), leaveOut };
}
