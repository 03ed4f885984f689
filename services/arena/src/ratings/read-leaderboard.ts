import { createHash } from 'node:crypto';
import type { arena } from '@fakexplain/contract';
import { readSnapshot, type Read, type TransactionSql, type Sql } from '@fakexplain/database';
import { sharedAnswers, type Json } from '@fakexplain/service-kit';
import { readRecognitions } from '../blinding/read-recognitions.ts';
import { readLedgerHead } from '../ledger/read-ledger.ts';
import { inThreads, type LeaderboardTask } from '../reports/in-thread.ts';
import type { ReadVotes } from '../reports/kept-votes.ts';
import type { Reports } from '@fakexplain/service-kit/reports';
import { isClusterable } from './counted-votes.ts';
import { readRatedArms, type RatedStudy } from './rated-study.ts';
import {
  pairCountsOf,
  readExcluded,
  readSliceImages,
  readSlices,
  votesStateOf,
  type Slice,
} from './vote-counts.ts';

interface Wanted {
  /** One that the study asks. */
  question: arena.StudyQuestion;
  slice: Slice;
  withPairs: boolean;
  withoutExcluded: boolean;
}

export type ReadLeaderboard = (
  study: RatedStudy,
  wanted: Wanted,
  signal: AbortSignal,
) => Promise<Json<arena.Leaderboard>>;

/** Leaderboards fitted from one consistent state of the database, kept until a newer vote. */
export function leaderboardReader({
  reports,
  readVotes,
  clock,
}: {
  reports: Reports<Sql>;
  readVotes: ReadVotes;
  clock: () => Date;
}): ReadLeaderboard {
  const answers = sharedAnswers<arena.Leaderboard>(reports.queue);
  return (study, wanted, signal) =>
    answers(JSON.stringify([study, wanted]), signal, async (leaving, kept) => {
      // A thread starts, if none is there, while the database is read.
      reports.run(inThreads.getReady, 'leaderboard', leaving).catch(() => undefined);
      const read = await readSnapshot(reports.sql, leaving, async (tx, run) => {
        const counted = await readCounted(tx, run, study);
        return kept?.state === counted.state
          ? kept
          : readTask(tx, run, { study, wanted, counted, at: clock(), readVotes });
      });
      if ('answer' in read) return read;
      return { state: read.state, answer: await reports.run(inThreads.leaderboard, read.task, leaving) };
    });
}

/** What is counted already, and what an answer holds for: sequence numbers become visible out of order, so the counts are part of it. */
async function readCounted(tx: TransactionSql, run: Read, { id, status }: RatedStudy) {
  const [votes] = await run(votesStateOf(tx, id));
  const [pairs] = await run(pairCountsOf(tx, id));
  if (!votes || !pairs) throw new Error('a count gave no row');
  const recognitions = await readRecognitions(tx, id);
  const ledger = await readLedgerHead(tx, id);
  const digest = createHash('sha256').update(pairs.counts).digest('hex');
  // The last votes of a study are sealed when they are counted already; of an open one more will follow.
  const sealed = status === 'open' ? null : ledger.position;
  const state = JSON.stringify([votes, digest, recognitions.madeAt, sealed]);
  return { votes, pairs, recognitions, ledger, state };
}

async function readTask(
  tx: TransactionSql,
  run: Read,
  {
    study,
    wanted: { question, slice, withPairs, withoutExcluded },
    counted: { votes, pairs, recognitions, ledger, state },
    at,
    readVotes,
  }: {
    study: RatedStudy;
    wanted: Wanted;
    counted: Awaited<ReturnType<typeof readCounted>>;
    at: Date;
    readVotes: ReadVotes;
  },
): Promise<{ state: string; task: LeaderboardTask }> {
  const arms = await readRatedArms(tx, study.id);
  const raters = withoutExcluded ? votes.counting : votes.raters;
  const total = pairs.votes - (withoutExcluded ? votes.excludedVotes : 0);
  const isClustered = isClusterable({ votes: total, arms: arms.length, raters });
  const questionPlace = study.questions.indexOf(question);
  const isSliced = slice.kind !== 'all';
  // Counts that are kept are those of the main question, over all images.
  const isCounted = !isSliced && questionPlace === 0;
  const takesOff = withoutExcluded && votes.excludedVotes > 0;
  const single = isClustered || !isCounted || takesOff ? await readVotes(tx, run, study.id) : null;
  const excluded = takesOff ? await readExcluded(tx, study.id) : new Set();
  return {
    state,
    task: {
      given: {
        study,
        arms,
        slice,
        question,
        slices: await readSlices(tx, study.id),
        withPairs,
        tally: { votes: total, sequence: votes.sequence },
        raters,
        exclusions: { applied: withoutExcluded, raters: votes.excluded, votes: votes.excludedVotes },
        recognitions: recognitions.ofPair,
        ledger,
        at,
        past: false,
        until: null,
      },
      counts: pairs.counts,
      leftOut: takesOff && single ? single.of((rater) => excluded.has(rater)) : null,
      packed: (isClustered || !isCounted) && single ? single.of((rater) => !excluded.has(rater)) : null,
      images: isSliced ? await readSliceImages(tx, study.id, slice) : null,
      questionPlace,
      isClustered,
    },
  };
}
