import type { arena } from '@fakexplain/contract';
import { readSnapshot, type Read, type Sql, type TransactionSql } from '@fakexplain/database';
import { ProblemError, sharedAnswers, type Json } from '@fakexplain/service-kit';
import { readRecognitions } from '../blinding/read-recognitions.ts';
import { readLedgerHead } from '../ledger/read-ledger.ts';
import { inThreads } from '../reports/in-thread.ts';
import type { Reports } from '@fakexplain/service-kit/reports';
import { readRatedArms, type RatedStudy } from './rated-study.ts';
import { readSliceImages, readSlices, type Slice } from './vote-counts.ts';
import { readVotesBefore, type Until } from './votes-before.ts';

interface Wanted {
  /** One that the study asks. */
  question: arena.StudyQuestion;
  slice: Slice;
  withPairs: boolean;
  withoutExcluded: boolean;
}

/**
 * Leaderboards as they stood: of the whole study at the end of the day before, UTC, made once a day, or after the vote with a sequence
 * number. Each is kept, and made again when a rater withdraws.
 * @throws ProblemError `not-found` where the study has no such vote
 */
export function pastLeaderboards({ reports, clock }: { reports: Reports<Sql>; clock: () => Date }) {
  const answers = sharedAnswers<arena.Leaderboard>(reports.queue);

  const readPast = (study: RatedStudy, wanted: Wanted, through: number | null, signal: AbortSignal) =>
    answers(JSON.stringify([study.id, wanted, through]), signal, async (leaving, kept) => {
      const at = clock();
      const until: Until = through === null ? { before: startOfDay(at) } : { through };
      const read = await readSnapshot(reports.sql, leaving, async (tx, run) => {
        // Whoever withdraws leaves at once what stood before.
        const [withdrawn] = await run(tx<{ raters: number }[]>`
          select count(*)::int as raters from arena.withdrawals where study_id = ${study.id}`);
        const ledger = await readLedgerHead(tx, study.id, through);
        // The entry of the last vote may be sealed later; that of a day ago says how far it was sealed then.
        const sealed = through === null ? null : ledger.position;
        const state = JSON.stringify([until, study.status, withdrawn?.raters, sealed]);
        if (kept?.state === state) return kept;
        if (through !== null) await requireVote(tx, run, study, through);
        const isSliced = wanted.slice.kind !== 'all';
        const task = {
          given: {
            study,
            arms: await readRatedArms(tx, study.id),
            slice: wanted.slice,
            question: wanted.question,
            slices:
              through === null ? { category: [], generator: [], label: [] } : await readSlices(tx, study.id),
            withPairs: wanted.withPairs,
            recognitions: (await readRecognitions(tx, study.id)).ofPair,
            ledger,
            at,
            past: through !== null,
            until: 'before' in until ? until.before : null,
          },
          withoutExcluded: wanted.withoutExcluded,
          images: isSliced ? await readSliceImages(tx, study.id, wanted.slice) : null,
          questionPlace: study.questions.indexOf(wanted.question),
          ...(await readVotesBefore(tx, run, { studyId: study.id, until })),
        };
        return { state, task };
      });
      if ('answer' in read) return read;
      return {
        state: read.state,
        answer: await reports.run(inThreads.leaderboardBefore, read.task, leaving),
      };
    });

  const whole: Slice = { kind: 'all', value: '' };
  return {
    atEndOfYesterday: (
      study: RatedStudy,
      wanted: Omit<Wanted, 'slice'>,
      signal: AbortSignal,
    ): Promise<Json<arena.Leaderboard>> => readPast(study, { ...wanted, slice: whole }, null, signal),
    /** @param sequence of a vote of the study */
    afterVote: (
      study: RatedStudy,
      wanted: Wanted,
      sequence: number,
      signal: AbortSignal,
    ): Promise<Json<arena.Leaderboard>> => readPast(study, wanted, sequence, signal),
  };
}

async function requireVote(
  tx: TransactionSql,
  run: Read,
  { id, title }: RatedStudy,
  sequence: number,
): Promise<void> {
  const [found] = await run(tx<object[]>`
    select from arena.votes where study_id = ${id} and sequence = ${sequence}`);
  if (!found)
    throw new ProblemError('not-found', {
      detail: `“${title}” has no vote with the sequence number ${sequence}.`,
    });
}

const startOfDay = (moment: Date) =>
  new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()));
