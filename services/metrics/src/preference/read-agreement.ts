import type { metrics } from '@fakexplain/contract';
import { packedVotesOf, readSnapshot, type Database, type Sql } from '@fakexplain/database';
import { sharedAnswers, type Json, type Reader } from '@fakexplain/service-kit';
import type { Reports } from '@fakexplain/service-kit/reports';
import { inThreads } from './in-thread.ts';
import { readArms, readState, shownOf } from './read-study.ts';
import { requireReadable } from './require-readable.ts';

/** Which metrics agree with a study's votes, kept until the study's next vote or new scores. */
export function agreementReader({ db, reports }: { db: Database; reports: Reports<Sql> }) {
  const answers = sharedAnswers<metrics.PreferenceAgreement>(reports.queue);
  /**
   * @throws ProblemError `not-found` where there is no such study; `results-hidden` or `embargoed` where the public may not
   *   read it while a study is open
   */
  return async (
    slug: string,
    { reader, signal }: { reader: Reader; signal: AbortSignal },
  ): Promise<Json<metrics.PreferenceAgreement>> => {
    const study = await requireReadable(db, slug, { reader, what: 'How metrics agree with the votes' });
    return answers(JSON.stringify(study), signal, async (leaving, kept) => {
      const read = await readSnapshot(reports.sql, leaving, async (tx, run) => {
        const state = JSON.stringify(await readState(tx, study.id));
        if (kept?.state === state) return kept;
        const arms = await readArms(tx, study.id);
        const [found] = await run(shownOf(tx, study.id));
        const votes = await run(packedVotesOf(tx, study.id));
        return {
          state,
          task: { study, arms, shown: found?.shown ?? '[]', packed: votes.map(({ packed }) => packed) },
        };
      });
      if ('answer' in read) return read;
      return { state: read.state, answer: await reports.run(inThreads.agreement, read.task, leaving) };
    });
  };
}
