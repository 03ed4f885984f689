import type { arena } from '@fakexplain/contract';

/** More arms than these make a matrix that nobody can read, and more pairs a list that nobody does. */
const mostInMatrix = 24;
const mostListed = 40;

/** A leaderboard without its pairs, of which a page takes some only: there are arms × (arms − 1) / 2. */
export type Board = Omit<arena.Leaderboard, 'pairs'>;

/** Which pairs a page shows; the downloads hold all. */
export interface ChosenPairs {
  /** For the plot and the table: all that were asked for or fit, else those with the most votes. */
  listed: arena.PairShare[];
  /** How many pairs have votes at all. */
  total: number;
  /** For the win matrix; `null` where there are too many arms for one. */
  matrix: arena.PairShare[] | null;
}

/** @param all list every pair, however many */
export function choosePairs(
  { ratings, pairs }: Pick<arena.Leaderboard, 'ratings' | 'pairs'>,
  all: boolean,
): ChosenPairs {
  const voted = pairs.filter(({ votes }) => votes > 0);
  const fits = all || voted.length <= mostListed;
  return {
    listed: fits ? voted : voted.toSorted((x, y) => y.votes - x.votes).slice(0, mostListed),
    total: voted.length,
    matrix: ratings.length <= mostInMatrix ? voted : null,
  };
}
