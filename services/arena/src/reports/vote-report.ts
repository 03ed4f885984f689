import { readSnapshot, type Read, type Sql, type TransactionSql } from '@fakexplain/database';
import type { SharedVotes } from '@fakexplain/database/packed-votes';
import { sharedAnswers, type Json } from '@fakexplain/service-kit';
import type { Reports } from '@fakexplain/service-kit/reports';
import type { ThreadTask } from '@fakexplain/service-kit/threads';
import { readRatedArms, type RatedArm, type RatedStudy } from '../ratings/rated-study.ts';
import { readExcluded, votesStateOf } from '../ratings/vote-counts.ts';
import type { ReadVotes } from './kept-votes.ts';

/** What every report over single votes is made of. */
interface Votes {
  packed: SharedVotes;
  arms: RatedArm[];
}

interface Report<T, Further> {
  /** Makes it in a thread. */
  make: ThreadTask<Votes & Further, Promise<Json<T>>>;
  /** Reads what else it is made of. */
  readFurther: (tx: TransactionSql, run: Read, studyId: string) => Promise<Further>;
  /** Begun while the database is read. */
  prepare?: (signal: AbortSignal) => void;
}

/** Reads a report over the single votes of a study, kept until its next vote or exclusion. */
export function voteReportReader<T, Further>(
  { reports, readVotes }: { reports: Reports<Sql>; readVotes: ReadVotes },
  { make, readFurther, prepare }: Report<T, Further>,
): (study: Pick<RatedStudy, 'id'>, withoutExcluded: boolean, signal: AbortSignal) => Promise<Json<T>> {
  const answers = sharedAnswers<T>(reports.queue);
  return ({ id }, withoutExcluded, signal) =>
    answers(JSON.stringify([id, withoutExcluded]), signal, async (leaving, kept) => {
      prepare?.(leaving);
      const read = await readSnapshot(reports.sql, leaving, async (tx, run) => {
        const votes = await readVotes(tx, run, id);
        const state = JSON.stringify([await run(votesStateOf(tx, id)), votes.state]);
        if (kept?.state === state) return kept;
        const excluded = withoutExcluded ? await readExcluded(tx, id) : new Set();
        const further = await readFurther(tx, run, id);
        const packed = votes.of((rater) => !excluded.has(rater));
        return { state, task: { packed, arms: await readRatedArms(tx, id), ...further } };
      });
      if ('answer' in read) return read;
      return { state: read.state, answer: await reports.run(make, read.task, leaving) };
    });
}
