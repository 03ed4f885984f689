import gammainc from '@stdlib/math-base-special-gammainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import chiSquareQuantile from '@stdlib/stats-base-dists-chisquare-quantile';
import { anytimeCritical, anytimeStart } from './anytime-share.ts';
import { expit } from './expit.ts';
import { twoSidedQuantile } from './two-sided-quantile.ts';
import type { VoteCorrelations } from './vote-correlations.ts';

/** What is taken to be true of a pair of arms. */
export interface Assumed {
  /** Of votes won, between 0 and 1. */
  share: number;
  /** At that share. */
  correlations: VoteCorrelations;
}

/** Who votes on what: each rater as often, on images drawn at random of which none is seen twice. */
export interface StudyDesign {
  raters: number;
  /** Votes of each rater on the pair that are not neutral, at most `images`. */
  ballots: number;
  images: number;
}

/** One look at the end, with the interval for it, or a look after every vote. */
export type Looks = 'one' | 'any';

/** What is to be reached: an interval of ± so much, 0–1; or so much power, 0–1, to find that the share is not one half. */
export type Goal = { halfWidth: number } | { power: number };

/** How many independent votes one is worth less than: 1 + (M − 1) ρ_rater + (R − 1) M / I ρ_image. */
export const plannedDesignEffect = (
  { raters, ballots, images }: StudyDesign,
  { rater, image }: VoteCorrelations,
): number => 1 + (ballots - 1) * rater + (((raters - 1) * ballots) / images) * image;

/**
 * Expected half of the width of the 95% interval of the share, 0–1; `null` where there is none. The variance found is taken to be
 * spread like χ² with min(raters, images) − 1 degrees of freedom, and never below that of independent votes.
 *
 * How near simulated studies come: plan-study.test.ts.
 */
export function plannedHalfWidth(design: StudyDesign, assumed: Assumed, looks: Looks): number | null {
  const critical = criticalOf(design, looks);
  if (critical === null) return null;
  const { logOdds, standardError, designEffect, degreesOfFreedom } = expectedOf(design, assumed);
  const reach = critical * standardError * meanOfFloored(degreesOfFreedom, designEffect);
  return (expit(logOdds + reach) - expit(logOdds - reach)) / 2;
}

/**
 * Probability, 0–1, that the 95% interval leaves out one half at the end of the study; with a look after every vote, it may have
 * done so before, so that this is a lower bound. `null` where there is no interval, or the share is one half.
 */
export function plannedPower(design: StudyDesign, assumed: Assumed, looks: Looks): number | null {
  const critical = criticalOf(design, looks);
  if (critical === null || assumed.share === 0.5) return null;
  const { logOdds, standardError, degreesOfFreedom } = expectedOf(design, assumed);
  return normalCdf(
    (Math.abs(logOdds) / standardError - critical * (1 - 1 / (4 * degreesOfFreedom))) /
      Math.sqrt(1 + critical ** 2 / (2 * degreesOfFreedom)),
  );
}

const mostRaters = 1_000_000;

/** The least number of raters who reach the goal; `null` where a million do not: then it takes more images. */
export function neededRaters(
  goal: Goal,
  { ballots, images }: Omit<StudyDesign, 'raters'>,
  assumed: Assumed,
  looks: Looks,
): number | null {
  const isEnough = (raters: number) => {
    const design = { raters, ballots, images };
    return 'power' in goal
      ? (plannedPower(design, assumed, looks) ?? 0) >= goal.power
      : (plannedHalfWidth(design, assumed, looks) ?? 1) <= goal.halfWidth;
  };
  let [few, enough] = [1, 2];
  while (!isEnough(enough)) {
    if (enough >= mostRaters) return null;
    [few, enough] = [enough, Math.min(mostRaters, 2 * enough)];
  }
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}

/**
 * Upper 80% bound of the correlation of votes of one rater, from the one that a pilot found: plans by the estimate itself are
 * too small half of the time.
 *
 * @param pilot ≥ 2 raters, each with ≥ 2 ballots
 */
export function upperRaterCorrelation(
  found: number,
  { raters, ballots }: Omit<StudyDesign, 'images'>,
): number {
  const degreesOfFreedom = raters - 1;
  const factor = degreesOfFreedom / chiSquareQuantile(0.2, degreesOfFreedom);
  return Math.min(1, ((1 + (ballots - 1) * found) * factor - 1) / (ballots - 1));
}

function criticalOf({ raters, ballots, images }: StudyDesign, looks: Looks): number | null {
  const votes = raters * ballots;
  const clusters = Math.min(raters, images);
  if (clusters < 2) return null;
  if (looks === 'one') return twoSidedQuantile(0.95, clusters - 1);
  return clusters < anytimeStart.clusters || votes < anytimeStart.votes
    ? null
    : anytimeCritical(votes, clusters - 1);
}

function expectedOf(design: StudyDesign, { share, correlations }: Assumed) {
  const designEffect = plannedDesignEffect(design, correlations);
  return {
    designEffect,
    degreesOfFreedom: Math.min(design.raters, design.images) - 1,
    logOdds: Math.log(share / (1 - share)),
    standardError: Math.sqrt(designEffect / (design.raters * design.ballots * share * (1 - share))),
  };
}

/** Mean of √max(1 / deff, χ²_ν / ν): how the standard error found compares with the true one. */
function meanOfFloored(nu: number, designEffect: number): number {
  const floor = nu / (2 * designEffect);
  const meanOfChi = Math.sqrt(2 / nu) * Math.exp(gammaln((nu + 1) / 2) - gammaln(nu / 2));
  return (
    meanOfChi * gammainc(floor, (nu + 1) / 2, true, true) + gammainc(floor, nu / 2) / Math.sqrt(designEffect)
  );
}

/** Φ, by the incomplete gamma function. */
const normalCdf = (z: number): number => 0.5 + (Math.sign(z) * gammainc((z * z) / 2, 0.5)) / 2;
