import { isHttpError, redirect } from '@sveltejs/kit';
import { choosePairs } from '#lib/leaderboard/choose-pairs.ts';
import { findingOf } from '#lib/leaderboard/finding.ts';
import { exclusionReasons } from '#lib/report/exclusion-reasons.ts';
import { leaderboardWords, readLeaderboard } from '#lib/server/read-leaderboard.ts';
import { said } from '#lib/server/said.ts';
import { arena, call, fieldsOf, orErrorPage, orNothing, toArena, wordsOf } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  const read = (exclusions: 'ignore' | 'apply') => {
    const of = new URLSearchParams({ exclusions });
    for (const name of ['at', 'question']) {
      const given = url.searchParams.get(name);
      if (given !== null) of.set(name, given);
    }
    return readLeaderboard(params.study, { searchParams: of });
  };
  const board = await read('ignore').catch((cause: unknown) => {
    if (isHttpError(cause) && cause.body.problem === 'results-hidden')
      redirect(303, `/studies/${params.study}/about`);
    throw cause;
  });
  // What is counted of all votes until now is no part of a report as of an earlier one.
  const isNow = !board.stamp.past && board.stamp.until === null;
  const now = <T>(answer: () => Promise<T>) => (isNow ? orNothing(answer()) : null);
  const hasExclusions = board.exclusions.raters > 0;
  const [study, briefing, without, planned, audit, snapshots, flow, quality, register, exclusions] =
    await orErrorPage(
      Promise.all([
        call(arena.readStudy, { params }, toArena()),
        call(arena.readBriefing, { params, query: {} }, toArena()),
        hasExclusions ? read('apply') : null,
        orNothing(call(arena.readPlan, { params }, toArena())),
        orNothing(call(arena.readBlindingAudit, { params }, toArena())),
        call(arena.listSnapshots, { params }, toArena()),
        now(() => call(arena.readRaterFlow, { params }, toArena())),
        now(() => call(arena.readQuality, { params }, toArena())),
        now(() => call(arena.listEntrants, { params }, toArena())),
        now(() => call(arena.listExclusions, { params }, toArena())),
      ]),
    );
  const { pairs, ...rest } = board;
  const named = snapshots.snapshots.find(({ sequence }) => sequence === board.stamp.sequence);
  return {
    study,
    agreement: briefing.agreement,
    board: { ...rest, notes: rest.notes.map(said) },
    pairs: choosePairs({ ratings: rest.ratings, pairs }, url.searchParams.get('pairs') === 'all'),
    without: without && { ...without, pairs: [] },
    finding: findingOf(board),
    isNow,
    snapshot: named ?? null,
    // As of an earlier vote it is not known yet that the plan was reached later.
    planned: planned && (isNow ? planned : { ...planned, reached: null }),
    audit,
    flow,
    quality,
    entrants: register?.entrants ?? [],
    exclusions: exclusions ? exclusionReasons(exclusions.exclusions) : [],
    fields: leaderboardWords(),
    flowFields: wordsOf(fieldsOf(arena.readRaterFlow)),
    entrantFields: wordsOf(fieldsOf(arena.listEntrants, 'entrants')),
    auditFields: wordsOf(fieldsOf(arena.readBlindingAudit, 'pairs'), 'byForm', 'byAll', 'giveAways'),
  };
};
