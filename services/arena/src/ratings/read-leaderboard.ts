import { createHash } from 'node:crypto';
import type { arena } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { readRecognitions } from '../blinding/read-recognitions.ts';
import { leaderboard } from './leaderboard.ts';
import { findRatedStudy, listRatedArms } from './rated-study.ts';
import {
  countExcluded,
  countVotes,
  countVotingRaters,
  listSlices,
  readPairCounts,
  readSequence,
  readVoteCells,
  type CountedPair,
  type Slice,
} from './vote-counts.ts';

/** Most votes that are read one by one, for the clustered intervals of one answer. */
export const mostCells = 20_000;
/** Answers kept, newest last; an answer holds until the study's next vote. */
const mostKept = 64;

interface Wanted {
  slice: Slice;
  withPairs: boolean;
  withoutExcluded: boolean;
}

type ReadLeaderboard = (slug: string, wanted: Wanted) => Promise<arena.Leaderboard | null>;

/** Leaderboards fitted from one consistent state of the database, kept until a newer vote; null for an unknown study. */
export function leaderboardReader({ db, clock }: { db: Database; clock: () => Date }): ReadLeaderboard {
  const kept = new Map<string, arena.Leaderboard>();
  return (slug, { slice, withPairs, withoutExcluded }) =>
    db.transaction(
      async (tx) => {
        const study = await findRatedStudy(tx, slug);
        if (!study) return null;
        const scope = { studyId: study.id, slice, withoutExcluded };
        const excluded = await countExcluded(tx, study.id);
        const sequence = await readSequence(tx, study.id);
        const counts = await readPairCounts(tx, scope);
        const recognitions = await readRecognitions(tx, study.id);
        // Sequence numbers become visible out of order, so the counts are part of what an answer holds for.
        const state = [study.id, study.status, sequence, excluded, digest(counts), recognitions.madeAt];
        const key = JSON.stringify([state, slice, withPairs, withoutExcluded]);
        const known = kept.get(key);
        if (known) return known;
        const left = withoutExcluded ? excluded.votes : 0;
        const votes = slice.kind === 'all' ? total(counts) : (await countVotes(tx, study.id)) - left;
        const answer = leaderboard({
          study,
          arms: await listRatedArms(tx, study.id),
          slice,
          slices: await listSlices(tx, study.id),
          withPairs,
          counts,
          cells: votes <= mostCells ? await readVoteCells(tx, scope) : null,
          tally: { votes, sequence },
          raters: await countVotingRaters(tx, study.id, withoutExcluded),
          exclusions: { applied: withoutExcluded, ...excluded },
          recognitions: recognitions.ofPair,
          at: clock(),
          until: null,
        });
        kept.set(key, answer);
        if (kept.size > mostKept) kept.delete(kept.keys().next().value ?? key);
        return answer;
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    );
}

const digest = (counts: CountedPair[]) => createHash('sha256').update(JSON.stringify(counts)).digest('hex');
export const total = (counts: CountedPair[]) =>
  counts.reduce((sum, { winsA, winsB, ties, neither }) => sum + winsA + winsB + ties + neither, 0);
