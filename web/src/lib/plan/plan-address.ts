import { pilotOf, type PilotPair } from '@fakexplain/statistics/plan-question';

/** The plan of another study by what this one's pair with most votes shows; `null` where it shows nothing. */
export function planAddress(pairs: readonly PilotPair[]): string | null {
  const known = pilotOf(pairs);
  if (!known) return null;
  const { share, correlations, pilot } = known;
  return `/plan?${new URLSearchParams({
    share_percent: (100 * share).toFixed(1),
    rater_correlation: correlations.rater.toFixed(3),
    image_correlation: correlations.image.toFixed(3),
    pilot_raters: String(pilot.raters),
    pilot_ballots: String(pilot.ballots),
  })}`;
}
