/** What votes between two sides come to. */
export interface Weighed {
  /** Whether the first side has more votes. */
  firstWins: boolean;
  /** Share of the votes for the side that has more, above 0.5 and up to 1. */
  agreement: number;
  /**
   * (winner − loser) / (votes + 2), above 0 and below 1: twice the posterior mean of the winner's share, minus 1, where any share is
   * as likely before the votes. One vote weighs 1/3, three against none 3/5, so that few votes that agree weigh less than many.
   */
  weight: number;
}

/** @returns null where votes are equal, or there is none */
export function weighVotes(first: number, second: number): Weighed | null {
  if (first === second) return null;
  const votes = first + second;
  return {
    firstWins: first > second,
    agreement: Math.max(first, second) / votes,
    weight: Math.abs(first - second) / (votes + 2),
  };
}
