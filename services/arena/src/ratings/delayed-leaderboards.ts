import type { arena } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { readRecognitions } from '../blinding/read-recognitions.ts';
import { leaderboard } from './leaderboard.ts';
import { listRatedArms, type RatedStudy } from './rated-study.ts';
import { mostCells, total } from './read-leaderboard.ts';
import { readVotesBefore } from './votes-before.ts';

interface Wanted {
  withPairs: boolean;
  withoutExcluded: boolean;
}

/**
 * Leaderboards of whole studies as they stood at the end of the day before, UTC. Each is computed once a day, one at a
 * time, and kept: what the public may ask for costs the same however often it asks.
 */
export function delayedLeaderboards({ db, clock }: { db: Database; clock: () => Date }) {
  const kept = new Map<string, { until: number; answer: Promise<arena.Leaderboard> }>();
  let last: Promise<unknown> = Promise.resolve();
  return async (study: RatedStudy, { withPairs, withoutExcluded }: Wanted): Promise<arena.Leaderboard> => {
    const until = startOfDay(clock());
    const key = `${study.id} ${withoutExcluded}`;
    let entry = kept.get(key);
    if (entry?.until !== until.getTime()) {
      const compute = () => computeBefore(db, study, { until, at: clock(), withoutExcluded });
      const answer = last.then(compute, compute);
      last = answer;
      entry = { until: until.getTime(), answer };
      kept.set(key, entry);
      // A failure is not kept.
      answer.catch(() => kept.delete(key));
    }
    const board = await entry.answer;
    return withPairs ? board : { ...board, pairs: [] };
  };
}

const startOfDay = (moment: Date) =>
  new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()));

function computeBefore(
  db: Database,
  study: RatedStudy,
  { until, at, withoutExcluded }: { until: Date; at: Date; withoutExcluded: boolean },
): Promise<arena.Leaderboard> {
  return db.transaction(
    async (tx) => {
      const { counts, cells, sequence, raters, excluded } = await readVotesBefore(tx, {
        studyId: study.id,
        before: until,
        withoutExcluded,
        most: mostCells,
      });
      return leaderboard({
        study,
        arms: await listRatedArms(tx, study.id),
        slice: { kind: 'all', value: '' },
        slices: { category: [], generator: [], label: [] },
        withPairs: true,
        counts,
        cells,
        tally: { votes: total(counts), sequence },
        raters,
        exclusions: { applied: withoutExcluded, ...excluded },
        recognitions: (await readRecognitions(tx, study.id)).ofPair,
        at,
        until,
      });
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}
