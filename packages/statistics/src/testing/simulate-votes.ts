import { type VoteColumns } from '../clustered-share.ts';
import { expit } from '../expit.ts';
import { normalSource, uniformSource } from '../random.ts';
import { centreOf, type VoteEffects } from '../vote-correlations.ts';

/** A study of one pair, in which no rater sees an image twice. */
export interface SimulatedStudy extends VoteEffects {
  raters: number;
  /** Votes of each rater, at most `images`. */
  ballots: number;
  images: number;
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
