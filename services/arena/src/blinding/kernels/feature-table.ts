import type { ClassedRows } from '@fakexplain/statistics/logistic-regression';
import { choosePhrases, type PhraseTable } from './phrases.ts';
import type { Trait } from './traits.ts';

/** Explanations as numbers, before anything is learnt of them. */
export interface FeatureTable {
  traits: readonly Trait[];
  /** Of each explanation the scaled values of the traits. */
  values: Float64Array[];
  /** Null where words are not looked at. */
  phrases: PhraseTable | null;
  /** 1 for explanations of the first arm. */
  positive: Uint8Array;
}

/** A column of what is learnt from: a trait, as standard deviations from the mean, or whether a phrase is there. */
export type Feature = { trait: number; mean: number; spread: number } | { phrase: number };

/** Most phrases that one fit looks at. */
const mostPhrases = 60;

/** What to learn from, by the rows of training alone: traits that vary among them, and their most telling phrases. */
export function chooseFeatures(
  { traits, values, phrases, positive }: FeatureTable,
  rows: Uint32Array,
): Feature[] {
  const varying = traits.flatMap((_, trait): Feature[] => {
    const own = Float64Array.from(rows, (row) => values[row]?.[trait] ?? 0);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const spread = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length);
    return spread > 1e-9 ? [{ trait, mean, spread }] : [];
  });
  const telling = phrases ? choosePhrases(phrases, rows, positive, mostPhrases) : [];
  return [...varying, ...telling.map((phrase) => ({ phrase }))];
}

/** The rows as numbers under the features. */
export function rowsUnder(table: FeatureTable, features: readonly Feature[], rows: Uint32Array): ClassedRows {
  const columns = features.length;
  const values = new Float64Array(rows.length * columns);
  for (const [place, row] of rows.entries()) {
    const has = new Set(table.phrases?.inRow[row]);
    for (const [column, feature] of features.entries())
      values[place * columns + column] =
        'phrase' in feature
          ? Number(has.has(feature.phrase))
          : ((table.values[row]?.[feature.trait] ?? 0) - feature.mean) / feature.spread;
  }
  return { columns, values, positive: Uint8Array.from(rows, (row) => table.positive[row] ?? 0) };
}
