import type { arena } from '@fakexplain/contract';
import { readSnapshot, type Sql } from '@fakexplain/database';
import { sharedAnswers, type Json } from '@fakexplain/service-kit';
import { inThreads } from '../reports/in-thread.ts';
import type { ReadVotes } from '../reports/kept-votes.ts';
import type { Reports } from '@fakexplain/service-kit/reports';
import type { RatedStudy } from './rated-study.ts';

/** The quality report of a study from all its current votes, kept until the next one. */
export function qualityReader({
  reports,
  readVotes,
}: {
  reports: Reports<Sql>;
  readVotes: ReadVotes;
}): (study: Pick<RatedStudy, 'id' | 'seed'>, signal: AbortSignal) => Promise<Json<arena.Quality>> {
  const answers = sharedAnswers<arena.Quality>(reports.queue);
  return (study, signal) =>
    answers(study.id, signal, async (leaving, kept) => {
      // A thread starts, if none is there, while the database is read.
      reports.run(inThreads.getReady, 'quality', leaving).catch(() => undefined);
      const { state, of } = await readSnapshot(reports.sql, leaving, (tx, run) =>
        readVotes(tx, run, study.id),
      );
      if (kept?.state === state) return kept;
      return {
        state,
        answer: await reports.run(inThreads.quality, { packed: of(), seed: study.seed }, leaving),
      };
    });
}
