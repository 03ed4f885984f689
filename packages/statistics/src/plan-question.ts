import { upperRaterCorrelation, type Assumed, type Goal, type StudyDesign } from './plan-study.ts';
import { correlationsOf, type VoteCorrelations } from './vote-correlations.ts';

export interface PlanQuestion extends Omit<StudyDesign, 'raters'> {
  goal: Goal;
  assumed: Assumed;
}

/** What is known when a study is planned; what is not known is assumed. */
export interface GivenForPlan extends Omit<StudyDesign, 'raters'> {
  goal: Goal;
  /** Of votes won, 0–1; without it 0.5, or 0.6 where power is wanted. */
  share: number | undefined;
  /** How raters and images differ: standard deviations on the log-odds scale, for which correlations may be given. */
  raterSd: number;
  imageSd: number;
  correlations: VoteCorrelations | null;
  /** Where the correlation of raters was found, so that its upper bound is planned by. */
  pilot: Omit<StudyDesign, 'images'> | null;
}

export function planQuestion({ goal, ballots, images, pilot, ...given }: GivenForPlan): PlanQuestion {
  const share = given.share ?? ('power' in goal ? 0.6 : 0.5);
  const { raterSd, imageSd } = given;
  const { rater, image } = given.correlations ?? correlationsOf({ truth: share, raterSd, imageSd });
  const correlations = { rater: pilot ? upperRaterCorrelation(rater, pilot) : rater, image };
  return { goal, ballots, images, assumed: { share, correlations } };
}

/** What is known of a pair of arms of a study that was held. */
export interface PilotPair {
  /** Votes that prefer one of the two. */
  n: number;
  /** Of them, 0–1. */
  share: number | null;
  effectiveRaters: number | null;
  raterCorrelation: number | null;
  imageCorrelation: number | null;
}

/** What of it the next study is planned by. */
export interface Pilot {
  share: number;
  correlations: VoteCorrelations;
  pilot: Omit<StudyDesign, 'images'>;
}

/** The pair with most votes as a pilot of the next study; `null` where it shows nothing. */
export function pilotOf(pairs: readonly PilotPair[]): Pilot | null {
  const known = pairs.filter(({ raterCorrelation }) => raterCorrelation !== null);
  const [most] = known.toSorted((x, y) => y.n - x.n);
  if (!most || most.share === null || most.effectiveRaters === null) return null;
  const raters = Math.round(most.effectiveRaters);
  const ballots = Math.round(most.n / most.effectiveRaters);
  if (raters < 2 || ballots < 2) return null;
  const { share, raterCorrelation: rater, imageCorrelation: image } = most;
  return { share, correlations: { rater: rater ?? 0, image: image ?? 0 }, pilot: { raters, ballots } };
}
