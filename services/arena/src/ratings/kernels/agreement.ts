import { uniformSource } from './random.ts';
import { type Bounds } from './binomial.ts';

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
 * where nearly everyone agrees: read it beside the others. `null` where all answers are the same or no unit has two.
 *
 * Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability; reference: the krippendorff package.
 */
export function krippendorffAlpha(units: AnswerCounts): number | null {
  const paired = units.filter((unit) => total(unit) >= 2);
  const categories = sums(paired);
  const n = total(categories);
  const expected = n * n - total(categories.map((count) => count * count));
  if (expected === 0) return null;
  const observed = total(paired.map((unit) => total(unit) * (1 - pairsAgreeing(unit))));
  return 1 - ((n - 1) * observed) / expected;
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
 * Percentile interval of an agreement coefficient, drawing units again with replacement; draws in which the coefficient is
 * `null` are passed over. `null` where more than half are.
 */
export function agreementInterval(
  units: AnswerCounts,
  coefficient: (units: AnswerCounts) => number | null,
  { level = 0.95, draws = 1000, seed = 1 }: { level?: number; draws?: number; seed?: number } = {},
): Bounds | null {
  const uniform = uniformSource(seed);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const drawn = units.map(() => units[Math.floor(uniform() * units.length)] ?? []);
    const value = coefficient(drawn);
    if (value !== null) values.push(value);
  }
  if (values.length * 2 <= draws) return null;
  values.sort((x, y) => x - y);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] as number;
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const pairsAgreeing = (unit: readonly number[]): number =>
  total(unit.map((count) => count * (count - 1))) / (total(unit) * (total(unit) - 1));

const sums = (rows: AnswerCounts): number[] =>
  (rows[0] ?? []).map((_, category) => total(rows.map((row) => row[category] ?? 0)));
