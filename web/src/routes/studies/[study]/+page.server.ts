import { isHttpError, redirect } from '@sveltejs/kit';
import { faultyFields } from '#lib/convincing/files.server.ts';
import { readConvincing } from '#lib/convincing/read-convincing.server.ts';
import { choosePairs } from '#lib/leaderboard/choose-pairs.ts';
import { leaderboardFields } from '#lib/leaderboard/files.server.ts';
import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import { arena, call, fieldsOf, orErrorPage, orNothing, toArena, wordsOf } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, url, depends }) => {
  depends('app:leaderboard');
  const [board, quality, audit, convincing] = await Promise.all([
    readLeaderboard(study, url).catch((cause: unknown) => {
      if (isHttpError(cause) && cause.body.problem === 'results-hidden')
        redirect(303, `/studies/${study}/about`);
      throw cause;
    }),
    // Not shown where the leaderboard is shown a day late.
    orErrorPage(orNothing(call(arena.readQuality, { params: { study } }, toArena()))),
    orErrorPage(orNothing(call(arena.readBlindingAudit, { params: { study } }, toArena()))),
    orErrorPage(orNothing(readConvincing(study, url))),
  ]);
  const { pairs, ...rest } = board;
  return {
    board: rest,
    pairs: choosePairs({ ratings: rest.ratings, pairs }, url.searchParams.get('pairs') === 'all'),
    quality,
    audit,
    convincing,
    fields: leaderboardFields,
    auditFields: wordsOf(fieldsOf(arena.readBlindingAudit, 'pairs'), 'byForm', 'byAll', 'giveAways'),
    faultyFields: wordsOf(faultyFields),
  };
};
