/** From so many effective raters on, intervals of shares hold what they say, near 0 and 100% too. */
const enoughRaters = 20;

/** What simulated studies show of 95% intervals from few raters who differ much, for shares beyond 90% (statistics/bench/coverage.ts). */
const found = [
  { below: 12, raters: 8, covered: 91, lopsided: 'six' },
  { below: enoughRaters, raters: 15, covered: 93, lopsided: 'four' },
];

/** What to know of the intervals of pairs that few raters compared, said of the pair with fewest; null where all had enough. */
export function fewRaters(pairs: readonly { name: string; effectiveRaters: number | null }[]): string | null {
  const least = pairs
    .flatMap(({ name, effectiveRaters }) => (effectiveRaters === null ? [] : [{ name, effectiveRaters }]))
    .toSorted((x, y) => x.effectiveRaters - y.effectiveRaters)[0];
  const known = least && found.find(({ below }) => least.effectiveRaters < below);
  if (!known) return null;
  return (
    `Few raters: those of ${least.name} weigh like ${least.effectiveRaters.toFixed(1)} who vote equally often. ` +
    `From ${known.raters} raters who differ much, 95% intervals of shares beyond 90% (or below 10%) cover in about ${known.covered}% of studies, ` +
    `and miss up to ${known.lopsided} times as often by calling the share too extreme; from 23 on they hold. Anytime-valid ones of such shares hold, but end too near to one half at times.`
  );
}
