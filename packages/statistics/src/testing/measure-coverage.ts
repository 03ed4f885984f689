import { binomialEquivalence, binomialTest } from '../binomial.ts';
import {
  clusteredShare,
  shareEquivalence,
  shareInterval,
  shareTest,
  sumVotes,
  type ClusterSums,
  type ShareInterval,
  type ShareSums,
} from '../clustered-share.ts';
import { twoSidedQuantile } from '../two-sided-quantile.ts';
import { voteSource, type SimulatedStudy } from './simulate-votes.ts';

export const designs = [
  { raters: 23, ballots: 66 },
  { raters: 61, ballots: 25 },
  { raters: 15, ballots: 100 },
  { raters: 8, ballots: 200 },
];
/** Standard deviations of raters and of images. */
export const effects = [
  [0, 0],
  [0.5, 0.5],
  [0.8, 0.8],
  [1, 0.2],
  [1, 1],
] as const;
const images = 400;
const margin = 0.05;
export const settings = (truths: readonly number[]): SimulatedStudy[] =>
  designs.flatMap((design) =>
    truths.flatMap((truth) =>
      effects.map(([raterSd, imageSd]) => ({ ...design, images, raterSd, imageSd, truth })),
    ),
  );

/** Of simulated studies: how many intervals lay where, and how often the tests spoke. */
export interface Counts {
  studies: number;
  inside: number;
  /** The whole interval lies above the truth, or below. */
  tooHigh: number;
  tooLow: number;
  /** p ≤ 0.05 that the share is one half. */
  differs: number;
  /** Equivalent within 0.05 at 0.05. */
  equivalent: number;
}

export type Method = 'clustered' | 'wald';

/** What the clustered interval and tests do, and beside them the Wald interval on the share and the exact tests of independent votes. */
export function measureCoverage(
  study: SimulatedStudy,
  studies: number,
  seed: number,
): Record<Method, Counts> {
  const draw = voteSource(study, seed);
  const counts = { clustered: noCounts(), wald: noCounts() };
  for (let index = 0; index < studies; index++) {
    const sums = sumVotes(draw());
    const estimate = clusteredShare(sums);
    count(counts.clustered, study.truth, {
      interval: shareInterval(estimate),
      p: shareTest(estimate),
      equivalence: shareEquivalence(estimate, margin),
    });
    count(counts.wald, study.truth, {
      interval: waldInterval(sums),
      p: binomialTest(sums.won, sums.votes),
      equivalence: binomialEquivalence(sums.won, sums.votes, margin),
    });
  }
  return counts;
}

const noCounts = (): Counts => ({
  studies: 0,
  inside: 0,
  tooHigh: 0,
  tooLow: 0,
  differs: 0,
  equivalent: 0,
});

interface Said {
  interval: ShareInterval;
  p: number | null;
  equivalence: number | null;
}

function count(counts: Counts, truth: number, { interval, p, equivalence }: Said): void {
  const tooHigh = 'low' in interval && interval.low > truth;
  const tooLow = 'high' in interval && interval.high < truth;
  counts.studies += 1;
  counts.tooHigh += Number(tooHigh);
  counts.tooLow += Number(tooLow);
  counts.inside += Number(!tooHigh && !tooLow);
  counts.differs += Number(p !== null && p <= 0.05);
  counts.equivalent += Number(equivalence !== null && equivalence <= 0.05);
}

/** Share ± t × the plain two-way clustered standard error, clusters counted by heads: what is compared with. */
function waldInterval({ votes, won, byRater, byImage, byCell }: ShareSums): ShareInterval {
  const share = won / votes;
  const varianceBy = ({ kk, kn, nn }: ClusterSums) => (kk - 2 * share * kn + share ** 2 * nn) / votes ** 2;
  const [rater, image, cell] = [varianceBy(byRater), varianceBy(byImage), varianceBy(byCell)];
  const variance = Math.max(rater + image - cell, rater, image);
  if (won === 0 || won === votes) return { kind: 'undetermined', reason: 'nothing varies' };
  const reach =
    twoSidedQuantile(0.95, Math.min(byRater.clusters, byImage.clusters) - 1) * Math.sqrt(variance);
  return { kind: 'two-sided', low: share - reach, high: share + reach };
}
