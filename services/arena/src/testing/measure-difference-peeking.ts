import { expit } from '@fakexplain/statistics/expit';
import { normalSource, uniformSource } from '@fakexplain/statistics/random';
import { anytimeDifferences } from '../ratings/kernels/anytime-difference.ts';
import { fitBradleyTerry } from '../ratings/kernels/fit-bradley-terry.ts';
import { countCells, voteCells } from './vote-cells.ts';

/** A study of several arms that are equally good, in which no rater sees an image twice. */
export interface EqualArms {
  arms: number;
  raters: number;
  /** Of each rater, at most `images`. */
  ballots: number;
  images: number;
  /** Standard deviations of what a rater, and an image, has for or against each arm, in log-odds. */
  raterSd: number;
  imageSd: number;
  /** Whether raters vote in turns, or one after another. */
  interleaved: boolean;
}

interface Looks {
  studies: number;
  /** Votes between looks. */
  every: number;
  level?: number;
}

const firstLook = 30;

/** In how many simulated studies the anytime-valid interval of the first two arms' difference ever left out 0, which is true. */
export function measureDifferencePeeking(
  study: EqualArms,
  { studies, every, level = 0.95 }: Looks,
  seed: number,
): number {
  const draw = arenaVotes(study, seed);
  let wrong = 0;
  for (let index = 0; index < studies; index++) {
    const votes = draw();
    for (let seen = firstLook; seen <= votes.length; seen += every) {
      const some = votes.slice(0, seen);
      const cells = voteCells({
        rater: some.map(({ rater }) => rater),
        image: some.map(({ image }) => image),
        a: some.map(({ a }) => a),
        b: some.map(({ b }) => b),
        outcome: some.map(({ outcome }) => outcome),
      });
      const fit = fitBradleyTerry(study.arms, countCells(cells));
      const interval = anytimeDifferences(fit, cells, level)(0, 1);
      if (interval.kind === 'two-sided' && (interval.low > 0 || interval.high < 0)) {
        wrong += 1;
        break;
      }
    }
  }
  return wrong;
}

function arenaVotes(
  { arms, raters, ballots, images, raterSd, imageSd, interleaved }: EqualArms,
  seed: number,
) {
  const uniform = uniformSource(seed);
  const normal = normalSource(uniform);
  const below = (count: number) => Math.floor(uniform() * count);
  const effects = (count: number, sd: number) =>
    Array.from({ length: count }, () => Array.from({ length: arms }, () => normal() * sd));
  const shuffled = <T>(values: T[]) => {
    for (let last = values.length - 1; last > 0; last--) {
      const place = below(last + 1);
      [values[last], values[place]] = [values[place] as T, values[last] as T];
    }
    return values;
  };
  return () => {
    const ofRater = effects(raters, raterSd);
    const ofImage = effects(images, imageSd);
    const votes = ofRater.flatMap((own, rater) =>
      shuffled(Array.from({ length: images }, (_, image) => image))
        .slice(0, ballots)
        .map((image) => {
          const a = below(arms);
          const b = (a + 1 + below(arms - 1)) % arms;
          const worth = (arm: number) => (own[arm] ?? 0) + (ofImage[image]?.[arm] ?? 0);
          return { rater, image, a, b, outcome: uniform() < expit(worth(a) - worth(b)) ? 1 : 0 };
        }),
    );
    return interleaved ? shuffled(votes) : votes;
  };
}
