import { clopperPearson } from '@fakexplain/statistics/binomial';
import type { Tally } from '../training-pairs/read-tallies.ts';

/** What people made of one source’s explanation of one image. */
export interface VoteShare {
  image: string;
  path: string;
  source: string;
  /** Votes for it, and votes between it and others without ties and “neither”: the share is won / votes. */
  won: number;
  votes: number;
  /** Exact 95% interval (Clopper–Pearson) of the share, from 0 to 1, as if votes were independent. */
  low: number;
  high: number;
}

/** The share of its votes that each explanation of one image won. @param tallies all of one image */
export function shareOfVotes(tallies: readonly Tally[]): VoteShare[] {
  const shares = new Map<string, { tally: Tally; source: string; won: number; votes: number }>();
  const add = (tally: Tally, side: Tally['first'], won: number) => {
    const share = shares.get(side.id) ?? { tally, source: side.source, won: 0, votes: 0 };
    share.won += won;
    share.votes += tally.firstVotes + tally.secondVotes;
    shares.set(side.id, share);
  };
  for (const tally of tallies) {
    add(tally, tally.first, tally.firstVotes);
    add(tally, tally.second, tally.secondVotes);
  }
  return [...shares.values()].map(({ tally: { image, path }, source, won, votes }) => ({
    image,
    path,
    source,
    won,
    votes,
    ...clopperPearson(won, votes),
  }));
}
