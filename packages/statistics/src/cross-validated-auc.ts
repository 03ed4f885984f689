import { bootstrap } from './bootstrap.ts';
import { clopperPearsonLow, type Bounds } from './binomial.ts';
import { uniformSource } from './random.ts';
import { auroc, statisticsOfRanking } from './ranking-statistics.ts';

/**
 * Folds of units, as many units in each as can be: for each repeat and unit the number of its fold, 0 … folds − 1. All
 * rows of a unit are in one fold.
 */
export function drawFolds(
  units: number,
  { folds, repeats, seed }: { folds: number; repeats: number; seed: number },
): Uint8Array[] {
  return Array.from({ length: repeats }, (_, repeat) => {
    const random = uniformSource(seed, repeat);
    const foldOf = Uint8Array.from({ length: units }, (_, unit) => unit % folds);
    for (let last = units - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [foldOf[last], foldOf[other]] = [foldOf[other] ?? 0, foldOf[last] ?? 0];
    }
    return foldOf;
  });
}

/** Rows of two classes, each belonging to a unit: an image with what two arms show on it. */
export interface ClassedUnits {
  units: number;
  /** Unit of each row. */
  unitOf: Uint32Array;
  /** 1 for rows of the positive class. */
  positive: Uint8Array;
}

/** Scores of the rows of a fold, higher for the positive class, by what was learnt of the other rows; in the order of `test`. */
export type ScoreFold = (training: Uint32Array, test: Uint32Array) => Float64Array;

export interface CrossValidatedAuc {
  /** Mean over folds and repeats; null where no fold holds both classes. */
  auc: number | null;
  /** Two-sided, or one-sided where every row was ranked right (`at-least`) or wrong; null with the reason. */
  interval: Bounds | null;
  bound: 'at-least' | 'at-most' | null;
  reason: string | null;
}

/**
 * The probability that a row of the positive class scores higher than one of the other class, ties counting half: within
 * each fold that was not learnt from, and then the mean. Averaging within folds, instead of ranking all scores together,
 * makes it exactly one half in expectation where the classes do not differ (Airola et al. 2011).
 *
 * The interval is a percentile bootstrap over units of the scores as they are, widened by √(1 + k/(k − 1)) for k folds, which is
 * 1.5 for five (Nadeau & Bengio 2003): folds learn from each other's units, which the bootstrap of given scores does not see.
 * Where the classes do not differ it then covers 92–95% of the time at 95% (60–200 units, 1–20 columns); where they differ
 * much it is on the safe side. Where every row is ranked right it is the exact one-sided bound of n of n units.
 */
export function crossValidatedAuc(
  rows: ClassedUnits,
  foldsOf: readonly Uint8Array[],
  score: ScoreFold,
  { seed, resamples = 500, level = 0.95 }: { seed: number; resamples?: number; level?: number },
): CrossValidatedAuc {
  const all = Uint32Array.from(rows.unitOf.keys());
  const folds = new Set(foldsOf[0]).size;
  const rankings = foldsOf.flatMap((foldOf) =>
    [...new Set(foldOf)].map((fold) => {
      const isTested = (row: number) => foldOf[rows.unitOf[row] ?? 0] === fold;
      const test = all.filter(isTested);
      const training = all.filter((row) => !isTested(row));
      return statisticsOfRanking(
        {
          scores: score(training, test),
          positive: Uint8Array.from(test, (row) => rows.positive[row] ?? 0),
          groups: test.map((row) => rows.unitOf[row] ?? 0),
        },
        [auroc],
      );
    }),
  );
  const [result] = bootstrap(
    rows.units,
    (lists) => {
      const found = rankings.map((ranking) => ranking(lists).map(([auc = null]) => auc));
      return lists.map((_, list) => [meanOf(found.map((values) => values[list] ?? null))]);
    },
    { seed, resamples, level },
  );
  const auc = result?.value ?? null;
  if (auc === 1) return oneSided(auc, clopperPearsonLow(rows.units, rows.units, level), 'at-least');
  if (auc === 0) return oneSided(auc, 1 - clopperPearsonLow(rows.units, rows.units, level), 'at-most');
  const interval = auc !== null && result?.interval ? widened(auc, result.interval, folds) : null;
  return { auc, interval, bound: null, reason: result?.reason ?? null };
}

function widened(auc: number, { low, high }: Bounds, folds: number): Bounds {
  const factor = Math.sqrt(1 + folds / (folds - 1));
  return { low: Math.max(0, auc - factor * (auc - low)), high: Math.min(1, auc + factor * (high - auc)) };
}

function oneSided(auc: number, end: number, bound: 'at-least' | 'at-most'): CrossValidatedAuc {
  const interval = bound === 'at-least' ? { low: end, high: 1 } : { low: 0, high: end };
  return { auc, interval, bound, reason: null };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
