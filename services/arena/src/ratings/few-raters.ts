import { fill, sentences } from '@fakexplain/contract';

/** From so many effective raters on, intervals of shares hold what they say, near 0 and 100% too. */
const enoughRaters = 20;

/** What simulated studies show of 95% intervals from few raters who differ much, for shares beyond 90% (statistics/bench/coverage.ts). */
const found = [
  { below: 12, raters: 8, covered: 91, lopsided: 6 },
  { below: enoughRaters, raters: 15, covered: 93, lopsided: 4 },
];

/** What to know of the intervals of pairs of arms that few raters compared, said of the pair with fewest; null where all had enough. */
export function fewRaters(
  pairs: readonly { a: string; b: string; effectiveRaters: number | null }[],
): string | null {
  const least = pairs
    .flatMap(({ effectiveRaters, ...names }) =>
      effectiveRaters === null ? [] : [{ ...names, effectiveRaters }],
    )
    .toSorted((x, y) => x.effectiveRaters - y.effectiveRaters)[0];
  const known = least && found.find(({ below }) => least.effectiveRaters < below);
  if (!known) return null;
  const { a, b, effectiveRaters } = least;
  const { raters, covered, lopsided } = known;
  return fill(sentences.notes.fewRaters, a, b, effectiveRaters.toFixed(1), raters, `${covered}%`, lopsided);
}
