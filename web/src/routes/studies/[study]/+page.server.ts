import { isHttpError, redirect } from '@sveltejs/kit';
import { faultyFields } from '#lib/convincing/files.server.ts';
import { readConvincing } from '#lib/convincing/read-convincing.server.ts';
import { findingOf } from '#lib/leaderboard/finding.ts';
import { choosePairs } from '#lib/leaderboard/choose-pairs.ts';
import { leaderboardWords, readLeaderboard } from '#lib/server/read-leaderboard.ts';
import { said } from '#lib/server/said.ts';
import { arena, call, fieldsOf, orErrorPage, orNothing, toArena, wordsOf } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, url, depends }) => {
  depends('app:leaderboard');
  // Reports are of now alone.
  const isPast = url.searchParams.has('at');
  const [
    board,
    { version, versions, translations, pausedAt, archivedAt },
    quality,
    audit,
    convincing,
    planned,
    { snapshots },
  ] = await Promise.all([
    readLeaderboard(study, url).catch((cause: unknown) => {
      if (isHttpError(cause) && cause.body.problem === 'results-hidden')
        redirect(303, `/studies/${study}/about`);
      throw cause;
    }),
    orErrorPage(call(arena.readStudy, { params: { study } }, toArena())),
    // Not shown where the leaderboard is shown a day late.
    isPast ? null : orErrorPage(orNothing(call(arena.readQuality, { params: { study } }, toArena()))),
    orErrorPage(orNothing(call(arena.readBlindingAudit, { params: { study } }, toArena()))),
    isPast ? null : orErrorPage(orNothing(readConvincing(study, url))),
    orErrorPage(orNothing(call(arena.readPlan, { params: { study } }, toArena()))),
    orErrorPage(call(arena.listSnapshots, { params: { study } }, toArena())),
  ]);
  const { pairs, ...rest } = board;
  return {
    board: { ...rest, notes: rest.notes.map(said) },
    finding: findingOf(board),
    life: { version, versions, translations, pausedAt, archivedAt },
    pairs: choosePairs({ ratings: rest.ratings, pairs }, url.searchParams.get('pairs') === 'all'),
    quality,
    audit,
    convincing,
    planned,
    snapshots,
    fields: leaderboardWords(),
    auditFields: wordsOf(fieldsOf(arena.readBlindingAudit, 'pairs'), 'byForm', 'byAll', 'giveAways'),
    faultyFields: wordsOf(faultyFields),
  };
};
