import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { LRUCache } from 'lru-cache';
import type { LeftOut } from '../studies/leave-out.ts';
import { ballotOf, readBallots } from './read-ballots.ts';
import { readKept } from './read-kept.ts';
import type { NewBallot } from './store-ballot.ts';

/** Ballots as their rater sees them; a page that looks ahead asks for each several times before its vote. */
export interface OpenBallots {
  /** Ballots without a vote by id, in this order. */
  read: (ids: readonly string[]) => Promise<arena.Ballot[]>;
  /** Keeps stored ballots, and returns them as their rater sees them. */
  add: (drawn: readonly NewBallot[], leaveOut: LeftOut) => arena.Ballot[];
}

const mostBallots = 2_000;

export function keepOpenBallots(sql: Sql): OpenBallots {
  const kept = new LRUCache<string, arena.Ballot>({ max: mostBallots });
  return {
    read: async (ids) => {
      const ballots = await readKept(kept, ids, {
        keyOf: (id) => id,
        read: async (missing) => {
          const rows = await readBallots(sql, missing);
          return missing.map((id) => rows.find((ballot) => ballot.id === id));
        },
      });
      return ballots.filter((ballot) => ballot !== undefined);
    },
    add: (drawn, leaveOut) =>
      drawn.map(({ id, ordinal, image, left, right, issuedAt, expiresAt }) => {
        // A check shows on its image what one side says of another one.
        const { width, height } = (left.image === image ? left : right).explanation;
        const ballot = ballotOf({
          id,
          ordinal,
          width,
          height,
          leaveOut,
          left: left.explanation,
          right: right.explanation,
          issuedAt: issuedAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
          vote: null,
        });
        kept.set(id, ballot);
        return ballot;
      }),
  };
}
