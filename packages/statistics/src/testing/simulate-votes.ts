import { expit, type VoteColumns } from '../clustered-share.ts';
import { normalSource, uniformSource } from '../random.ts';

/**
 * A study of one pair: P(won) = σ(μ + rater + image), the effects normal, μ such that `truth` is the mean over all raters
 * and images there might be. No rater sees an image twice.
 */
export interface SimulatedStudy {
  raters: number;
  /** Votes of each rater, at most `images`. */
  ballots: number;
  images: number;
  /** Standard deviations of the effects, on the log-odds scale. */
  raterSd: number;
  imageSd: number;
  truth: number;
}

/** Draws the votes of one study after another; the same seed draws the same. */
export function voteSource(study: SimulatedStudy, seed: number): () => VoteColumns {
  const { raters, ballots, images, raterSd, imageSd } = study;
  const uniform = uniformSource(seed);
  const normal = normalSource(uniform);
  const centre = centreOf(study);
  const order = Array.from({ length: images }, (_, image) => image);
  return () => {
    const rater = new Int32Array(raters * ballots);
    const image = new Int32Array(raters * ballots);
    const won = new Uint8Array(raters * ballots);
    const favours = Array.from({ length: images }, () => normal() * imageSd);
    for (let row = 0; row < won.length;) {
      const lean = centre + normal() * raterSd;
      for (let ballot = 0; ballot < ballots; ballot++, row++) {
        const place = ballot + Math.floor(uniform() * (images - ballot));
        const drawn = order[place] ?? 0;
        order[place] = order[ballot] ?? 0;
        order[ballot] = drawn;
        rater[row] = row / ballots;
        image[row] = drawn;
        won[row] = uniform() < expit(lean + (favours[drawn] ?? 0)) ? 1 : 0;
      }
    }
    return { rater, image, won, votes: new Uint8Array(won.length).fill(1) };
  };
}

/** μ: the log-odds whose mean share under normal effects is the truth, by bisection. */
function centreOf({ raterSd, imageSd, truth }: SimulatedStudy): number {
  const sd = Math.hypot(raterSd, imageSd);
  let [low, high] = [-20, 20];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (meanShare(middle, sd) < truth) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Mean of σ(centre + sd z) over the standard normal distribution, by sums over ±8. */
function meanShare(centre: number, sd: number): number {
  let [sum, weights] = [0, 0];
  for (let step = -160; step <= 160; step++) {
    const weight = Math.exp(-((step / 20) ** 2) / 2);
    sum += weight * expit(centre + (sd * step) / 20);
    weights += weight;
  }
  return sum / weights;
}
