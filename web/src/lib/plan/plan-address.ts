import type { arena } from '@fakexplain/contract';

/** The plan of another study by what this one's pair with most votes shows; `null` where it shows nothing. */
export function planAddress(pairs: readonly arena.PairShare[]): string | null {
  const known = pairs.filter(({ raterCorrelation }) => raterCorrelation !== null);
  const [most] = known.toSorted((x, y) => y.n - x.n);
  if (!most || most.share === null || most.effectiveRaters === null) return null;
  const raters = Math.round(most.effectiveRaters);
  const ballots = Math.round(most.n / most.effectiveRaters);
  if (raters < 2 || ballots < 2) return null;
  return `/plan?${new URLSearchParams({
    share_percent: (100 * most.share).toFixed(1),
    rater_correlation: (most.raterCorrelation ?? 0).toFixed(3),
    image_correlation: (most.imageCorrelation ?? 0).toFixed(3),
    pilot_raters: String(raters),
    pilot_ballots: String(ballots),
  })}`;
}
