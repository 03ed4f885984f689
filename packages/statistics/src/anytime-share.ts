import {
  clusteredShare,
  effectiveClusters,
  type ShareInterval,
  type SidedShareSums,
} from './clustered-share.ts';
import { expit } from './expit.ts';

/** From where on something is said: clusters and votes, and votes for the side that has fewer, by so many raters. */
export const anytimeStart = { clusters: 6, votes: 30, minorityVotes: 10, minorityRaters: 5 };

/** Makes intervals of many raters narrowest at about 400 votes. */
const kappa = 0.02;

/**
 * Standard errors to either side of an estimate that may be looked at after every vote: as far as Student's mixture of scale
 * c = 1 + κ votes stays below 1 / (1 − level). `null` where degrees of freedom are too few for so few votes.
 *
 * Source: Wang & Ramdas (2023), exact for independent normal means of clusters one after the other; for votes it is asymptotic.
 *
 * @param votes of a difference of ratings, as many on the pair itself as say as much: a real number > 0
 */
export function anytimeCritical(votes: number, degreesOfFreedom: number, level = 0.95): number | null {
  const c = 1 + kappa * votes;
  const k = Math.exp((2 / (degreesOfFreedom + 1)) * (Math.log(c) / 2 - Math.log(1 - level)));
  return k < c ? Math.sqrt((degreesOfFreedom * (k - 1)) / (1 - k / c)) : null;
}

/**
 * Anytime-valid interval (confidence sequence) of the share of votes won: looked at after every vote, it leaves out the truth
 * at any time in at most 1 − level of studies. Around the estimate of `clusteredShare` and with its standard error; two-sided
 * or undetermined. Not to be intersected with earlier ones: what counts is the newest.
 *
 * How often it errs: anytime-share.coverage.test.ts.
 */
export function anytimeShare(sums: SidedShareSums, level = 0.95): ShareInterval {
  const reason = tooEarly(sums);
  if (reason !== null) return { kind: 'undetermined', reason };
  const estimate = clusteredShare(sums);
  if (estimate.kind !== 'two-sided') throw new Error('votes for both sides have a two-sided estimate');
  const { logOdds, standardError, degreesOfFreedom } = estimate;
  const critical = anytimeCritical(sums.votes, degreesOfFreedom, level);
  if (critical === null) return { kind: 'undetermined', reason: fewClusters(sums) };
  const reach = critical * standardError;
  return { kind: 'two-sided', low: expit(logOdds - reach), high: expit(logOdds + reach) };
}

/** Why nothing is said yet; `null` where enough votes of enough raters are there. */
function tooEarly(sums: SidedShareSums): string | null {
  const { votes, won, byRater, byImage, ratersFor, ratersAgainst } = sums;
  const clusters = Math.min(effectiveClusters(votes, byRater), effectiveClusters(votes, byImage));
  if (votes > 0 && clusters < anytimeStart.clusters) return fewClusters(sums);
  if (votes < anytimeStart.votes) return `shown from ${anytimeStart.votes} votes on that are not neutral`;
  const minority = Math.min(won, votes - won);
  const minorityRaters = won === minority ? ratersFor : ratersAgainst;
  if (minority >= anytimeStart.minorityVotes && minorityRaters >= anytimeStart.minorityRaters) return null;
  return `all votes but ${minority} went one way: shown from ${anytimeStart.minorityVotes} votes of ${anytimeStart.minorityRaters} raters for the other side`;
}

function fewClusters({ votes, byRater, byImage }: SidedShareSums): string {
  return tooFewClusters(
    { clusters: byRater.clusters, effective: effectiveClusters(votes, byRater) },
    { clusters: byImage.clusters, effective: effectiveClusters(votes, byImage) },
  );
}

interface Clusters {
  clusters: number;
  /** As many equal ones weigh as much. */
  effective: number;
}

/** That raters, or images where those are fewer, are too few for anything to be said at any time. */
export function tooFewClusters(raters: Clusters, images: Clusters): string {
  const [who, { clusters, effective }] =
    raters.effective < anytimeStart.clusters || raters.effective <= images.effective
      ? ['raters', raters]
      : ['images', images];
  return `too few ${who} for an interval that may be looked at at any time: ${clusters} count like ${effective.toFixed(1)} equal ones; ${anytimeStart.clusters} are needed, 20 advised`;
}
