import type { arena } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { leaderboard } from './leaderboard.ts';
import { findRatedStudy, listRatedArms } from './rated-study.ts';
import {
  countVotingRaters,
  listSlices,
  readPairCounts,
  readTally,
  readVoteCells,
  type Slice,
} from './vote-counts.ts';

/** Most votes that are read one by one for the clustered intervals of one answer. */
const mostCells = 20_000;
/** Answers kept, newest last; an answer holds until the study's next vote. */
const mostKept = 64;

type ReadLeaderboard = (slug: string, slice: Slice, withPairs: boolean) => Promise<arena.Leaderboard | null>;

/** Leaderboards fitted from one consistent state of the database, kept until a newer vote; null for an unknown study. */
export function leaderboardReader({ db, clock }: { db: Database; clock: () => Date }): ReadLeaderboard {
  const kept = new Map<string, arena.Leaderboard>();
  return (slug, slice, withPairs) =>
    db.transaction(
      async (tx) => {
        const study = await findRatedStudy(tx, slug);
        if (!study) return null;
        const tally = await readTally(tx, study.id);
        const key = JSON.stringify([study.id, study.status, slice, withPairs, tally.sequence]);
        const known = kept.get(key);
        if (known) return known;
        const scope = { studyId: study.id, slice };
        const [arms, slices, counts, raters] = [
          await listRatedArms(tx, study.id),
          await listSlices(tx, study.id),
          await readPairCounts(tx, scope),
          await countVotingRaters(tx, study.id),
        ];
        const cells = tally.votes <= mostCells ? await readVoteCells(tx, scope) : null;
        const answer = leaderboard({
          study,
          arms,
          slice,
          slices,
          withPairs,
          counts,
          cells,
          tally,
          raters,
          at: clock(),
        });
        kept.set(key, answer);
        if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? key);
        return answer;
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    );
}
