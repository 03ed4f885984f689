import { chooseSide } from './kernels/choose-side.ts';
import { drawFrom } from './kernels/draw-from.ts';
import type { PairDraws } from './pair-draws.ts';
import type { PastBallot } from './rater-past.ts';
import { asks } from './study-design.ts';
import type { StudyDesign } from './study-design.ts';

/** Where a pair is shown. `probability`: of the image and the sides, given the pair. */
export interface Placement {
  image: number;
  aOnLeft: boolean;
  probability: number;
}

/** From this many more draws than the image with fewest on, an image does not become less likely. */
const mostBehind = 10;

/**
 * Draws the image among those the rater has not seen, with weight 2^−min(d, 10), d being how many more ballots it had for
 * this pair than the image with the fewest: every image stays possible, and those behind catch up. Then draws the sides
 * (see `chooseSide`); before this rater, an arm's side counts in every pair it was in.
 */
export function placePair(
  design: StudyDesign,
  { a, b }: { a: number; b: number },
  draws: PairDraws,
  past: readonly PastBallot[],
  random: () => number,
): Placement | null {
  const seen = new Set(past.map(({ image }) => image));
  const images: number[] = [];
  for (let image = 0; image < design.images; image++)
    if (!seen.has(image) && asks(design, a, b, image)) images.push(image);
  const times = images.map((image) => {
    const { aOnLeft, bOnLeft } = draws.get(image) ?? { aOnLeft: 0, bOnLeft: 0 };
    return aOnLeft + bOnLeft;
  });
  const fewest = times.reduce((least, n) => Math.min(least, n), Infinity);
  const drawn = drawFrom(
    Float64Array.from(times, (n) => 2 ** -Math.min(n - fewest, mostBehind)),
    random(),
  );
  const image = drawn && images[drawn.index];
  if (drawn === null || image == null) return null;
  const pairDraws = draws.get(image);
  const side = chooseSide(
    {
      ...raterSides(past, a, b),
      pairLeft: pairDraws?.aOnLeft ?? 0,
      pairRight: pairDraws?.bOnLeft ?? 0,
    },
    random(),
  );
  return { image, aOnLeft: side.aOnLeft, probability: drawn.probability * side.probability };
}

/** How often this rater met a on the left or b on the right, and the other way round; what expired was not judged. */
function raterSides(past: readonly PastBallot[], a: number, b: number) {
  let raterLeft = 0;
  let raterRight = 0;
  for (const { kind, leftArm, rightArm, answered, open } of past) {
    if (kind !== 'regular' || !(answered || open)) continue;
    raterLeft += Number(leftArm === a) + Number(rightArm === b);
    raterRight += Number(rightArm === a) + Number(leftArm === b);
  }
  return { raterLeft, raterRight };
}
