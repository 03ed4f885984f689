import type { Bounds } from './binomial.ts';
import { bootstrap, type BootstrapOptions } from './bootstrap.ts';
import { statisticsOfSums, sumTable } from './weighted-statistics.ts';

/**
 * Answers by unit (one image with one pair of arms): how many raters gave each category, as equally long rows of counts.
 * Units with fewer than two answers say nothing on agreement.
 */
export type AnswerCounts = readonly (readonly number[])[];

/** Share of pairs of raters of the same unit who gave the same answer, averaged over units; `null` without such a unit. */
export function rawAgreement(units: AnswerCounts): number | null {
  const shares = units.filter((unit) => total(unit) >= 2).map(pairsAgreeing);
  return shares.length === 0 ? null : total(shares) / shares.length;
}

/**
 * Krippendorff's α for nominal categories: 1 − observed / expected disagreement; 1 perfect, 0 as by chance. It collapses
 * where nearly everyone agrees: read it together with the others. `null` where all answers are the same or no unit has two.
 *
 * Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability; reference: the krippendorff package.
 */
export function krippendorffAlpha(units: AnswerCounts): number | null {
  const paired = units.filter((unit) => total(unit) >= 2);
  return alphaOf(sums(paired), total(paired.map((unit) => total(unit) * (1 - pairsAgreeing(unit)))));
}

/**
 * Gwet's AC1: (agreement − chance) / (1 − chance), with a chance agreement that stays small where one answer prevails.
 * `null` without a unit of two answers. Source: Gwet (2008); reference: irrCAC.
 *
 * @param units all units with answers; those with one help to estimate how common the categories are
 */
export function gwetAc1(units: AnswerCounts): number | null {
  const answered = units.filter((unit) => total(unit) > 0);
  const observed = rawAgreement(answered);
  const categories = answered[0]?.length ?? 0;
  if (observed === null || categories < 2) return null;
  const shares = sums(answered.map((unit) => unit.map((count) => count / total(unit))));
  const chance =
    total(shares.map((sum) => (sum / answered.length) * (1 - sum / answered.length))) / (categories - 1);
  return (observed - chance) / (1 - chance);
}

/**
 * Bootstrap interval of Krippendorff's α over units; `null` where it is undefined in half of the resamples or more, or the
 * same in all.
 *
 * @param units each with at least two answers
 */
export function alphaInterval(units: AnswerCounts, options: BootstrapOptions): Bounds | null {
  // α is a function of sums over units: of the answers of each category, and of those that disagree.
  const rows = units.map((unit) => [...unit, total(unit) * (1 - pairsAgreeing(unit))]);
  const alpha = (sums: Float64Array) => alphaOf(sums.subarray(0, -1), sums.at(-1) ?? 0);
  return bootstrap(units.length, statisticsOfSums(sumTable(rows), [alpha]), options)[0]?.interval ?? null;
}

/** @param observed answers by how much they disagree within their units */
function alphaOf(categories: ArrayLike<number>, observed: number): number | null {
  let [n, squares] = [0, 0];
  for (let category = 0; category < categories.length; category += 1) {
    const count = categories[category] ?? 0;
    n += count;
    squares += count * count;
  }
  const expected = n * n - squares;
  return expected === 0 ? null : 1 - ((n - 1) * observed) / expected;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const pairsAgreeing = (unit: readonly number[]): number =>
  total(unit.map((count) => count * (count - 1))) / (total(unit) * (total(unit) - 1));

const sums = (rows: AnswerCounts): number[] =>
  (rows[0] ?? []).map((_, category) => total(rows.map((row) => row[category] ?? 0)));
