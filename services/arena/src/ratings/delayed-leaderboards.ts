import type { arena } from '@fakexplain/contract';
import { readSnapshot, type Sql } from '@fakexplain/database';
import { sharedAnswers, type Json } from '@fakexplain/service-kit';
import { readRecognitions } from '../blinding/read-recognitions.ts';
import { inThreads } from '../reports/in-thread.ts';
import type { Reports } from '@fakexplain/service-kit/reports';
import { readRatedArms, type RatedStudy } from './rated-study.ts';
import { readVotesBefore } from './votes-before.ts';

interface Wanted {
  withPairs: boolean;
  withoutExcluded: boolean;
}

/** Leaderboards of whole studies as they stood at the end of the day before, UTC, each made once a day. */
export function delayedLeaderboards({ reports, clock }: { reports: Reports<Sql>; clock: () => Date }) {
  const answers = sharedAnswers<arena.Leaderboard>(reports.queue);
  return (study: RatedStudy, wanted: Wanted, signal: AbortSignal): Promise<Json<arena.Leaderboard>> =>
    answers(JSON.stringify([study.id, wanted]), signal, async (leaving, kept) => {
      const at = clock();
      const until = startOfDay(at);
      const state = until.toISOString();
      if (kept?.state === state) return kept;
      const task = await readSnapshot(reports.sql, leaving, async (tx, run) => ({
        given: {
          study,
          arms: await readRatedArms(tx, study.id),
          slice: { kind: 'all' as const, value: '' },
          slices: { category: [], generator: [], label: [] },
          withPairs: wanted.withPairs,
          recognitions: (await readRecognitions(tx, study.id)).ofPair,
          at,
          until,
        },
        withoutExcluded: wanted.withoutExcluded,
        ...(await readVotesBefore(tx, run, { studyId: study.id, before: until })),
      }));
      return { state, answer: await reports.run(inThreads.leaderboardBefore, task, leaving) };
    });
}

const startOfDay = (moment: Date) =>
  new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()));
