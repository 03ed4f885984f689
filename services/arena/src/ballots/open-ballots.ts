import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { LRUCache } from 'lru-cache';
import type { RaterStudy } from '../raters/identify-rater.ts';
import { ballotOf, readBallots } from './read-ballots.ts';
import { readKept } from './read-kept.ts';
import type { NewBallot } from './store-ballot.ts';

/** Ballots as their rater sees them; a page that looks ahead asks for each several times before its vote. */
export interface OpenBallots {
  /** Ballots of a study without a vote by id, in this order. */
  read: (ids: readonly string[], study: Shown) => Promise<arena.Ballot[]>;
  /** Keeps stored ballots, and returns them as their rater sees them. */
  add: (drawn: readonly NewBallot[], study: Shown) => arena.Ballot[];
}

type Shown = Pick<RaterStudy, 'leaveOut' | 'reliance'>;

const mostBallots = 2_000;

export function keepOpenBallots(sql: Sql): OpenBallots {
  const kept = new LRUCache<string, arena.Ballot>({ max: mostBallots });
  return {
    read: async (ids, { reliance }) => {
      const read = async (wanted: readonly string[]) => {
        const rows = await readBallots(sql, wanted);
        return wanted.map((id) => rows.find((ballot) => ballot.id === id));
      };
      // What these show changes with the verdict that comes first, which another process may have kept.
      const ballots =
        reliance && ids.length > 0 ? await read(ids) : await readKept(kept, ids, { keyOf: (id) => id, read });
      return ballots.filter((ballot) => ballot !== undefined);
    },
    add: (drawn, { leaveOut, reliance }) =>
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
          reliance,
          verdictBefore: null,
          verdictBeforeAt: null,
        });
        if (!reliance) kept.set(id, ballot);
        return ballot;
      }),
  };
}
