/** Votes in which people preferred one explanation over another, with a metric's values of the two. */
export interface PreferredPair {
  /** `null` where the metric is not defined for the explanation. */
  winner: number | null;
  loser: number | null;
  votes: number;
}

/**
 * In how many votes the explanation with the better value won: `k` of `n`, the votes whose two values differ. Votes
 * between equal values are counted apart; those where either is undefined say nothing of the metric.
 */
export function ballotAgreement(pairs: readonly PreferredPair[], better: 'higher' | 'lower') {
  let [k, n, equal] = [0, 0, 0];
  for (const { winner, loser, votes } of pairs) {
    if (winner === null || loser === null) continue;
    if (winner === loser) equal += votes;
    else {
      n += votes;
      if (better === 'higher' ? winner > loser : winner < loser) k += votes;
    }
  }
  return { k, n, equal };
}
