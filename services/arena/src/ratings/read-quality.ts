import type { arena } from '@fakexplain/contract';
import { packedVotesOf, readSnapshot, type Sql } from '@fakexplain/database';
import { sharedAnswers, type Json } from '@fakexplain/service-kit';
import { inThreads } from '../reports/in-thread.ts';
import type { Reports } from '@fakexplain/service-kit/reports';
import type { RatedStudy } from './rated-study.ts';
import { ratersStateOf } from './vote-counts.ts';

/** The quality report of a study from all its current votes, kept until the next one. */
export function qualityReader(
  reports: Reports<Sql>,
): (study: Pick<RatedStudy, 'id' | 'seed'>, signal: AbortSignal) => Promise<Json<arena.Quality>> {
  const answers = sharedAnswers<arena.Quality>(reports.queue);
  return (study, signal) =>
    answers(study.id, signal, async (leaving, kept) => {
      // A thread starts, if none is there, while the database is read.
      reports.run(inThreads.getReady, 'quality', leaving).catch(() => undefined);
      const read = await readSnapshot(reports.sql, leaving, async (tx, run) => {
        const [raters] = await run(ratersStateOf(tx, study.id));
        const state = JSON.stringify(raters);
        if (kept?.state === state) return kept;
        const votes = await run(packedVotesOf(tx, study.id));
        return { state, packed: votes.map(({ packed }) => packed) };
      });
      if ('answer' in read) return read;
      const answer = await reports.run(inThreads.quality, { packed: read.packed, seed: study.seed }, leaving);
      return { state: read.state, answer };
    });
}
