import { expit } from './expit.ts';

/** Share of the variance of single votes that is their rater's, and their image's: 0–1. */
export interface VoteCorrelations {
  rater: number;
  image: number;
}

/** P(won) = σ(μ + rater + image), the effects normal with these standard deviations on the log-odds scale. */
export interface VoteEffects {
  raterSd: number;
  imageSd: number;
  /** Mean over all raters and images there might be, 0–1: it gives μ. */
  truth: number;
}

/** μ: the log-odds whose mean share under normal effects is the truth, by bisection. */
export function centreOf({ raterSd, imageSd, truth }: VoteEffects): number {
  const sd = Math.hypot(raterSd, imageSd);
  let [low, high] = [-20, 20];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (meanShare(middle, sd) < truth) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** How alike votes of one rater are, and votes on one image. They shrink towards shares of 0 and 1. */
export function correlationsOf(effects: VoteEffects): VoteCorrelations {
  const centre = centreOf(effects);
  const { raterSd, imageSd, truth } = effects;
  const between = (own: number, other: number) => {
    const variance =
      normalMean((z) => meanShare(centre + own * z, other) ** 2) -
      meanShare(centre, Math.hypot(own, other)) ** 2;
    return Math.max(0, variance / (truth * (1 - truth)));
  };
  return { rater: between(raterSd, imageSd), image: between(imageSd, raterSd) };
}

const meanShare = (centre: number, sd: number): number =>
  sd === 0 ? expit(centre) : normalMean((z) => expit(centre + sd * z));

/** Mean over the standard normal distribution, by sums over ±8. */
function normalMean(of: (z: number) => number): number {
  let [sum, weights] = [0, 0];
  for (let step = -160; step <= 160; step++) {
    const z = step / 20;
    const weight = Math.exp((-z * z) / 2);
    sum += weight * of(z);
    weights += weight;
  }
  return sum / weights;
}
