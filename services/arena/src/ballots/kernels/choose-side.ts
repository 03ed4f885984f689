/** How often arm a of a pair stood on either side so far: before this rater, and for this image and pair. */
export interface SideTallies {
  raterLeft: number;
  raterRight: number;
  pairLeft: number;
  pairRight: number;
}

/**
 * Which side arm a goes to, by a biased coin (Efron 1971): each of the two tallies that leans to one side takes 0.2 from that
 * side's probability, so that sides even out while no next side is ever certain.
 *
 * @param u uniform in [0, 1)
 * @returns the side, and the probability (0.1–0.9) that it had
 */
export function chooseSide(tallies: SideTallies, u: number): { aOnLeft: boolean; probability: number } {
  const lean =
    Math.sign(tallies.raterLeft - tallies.raterRight) + Math.sign(tallies.pairLeft - tallies.pairRight);
  const left = 0.5 - 0.2 * lean;
  const aOnLeft = u < left;
  return { aOnLeft, probability: aOnLeft ? left : 1 - left };
}
