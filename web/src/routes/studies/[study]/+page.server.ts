import { choosePairs } from '#lib/leaderboard/choose-pairs.ts';
import { leaderboardFields } from '#lib/leaderboard/files.server.ts';
import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, url, depends }) => {
  depends('app:leaderboard');
  const [board, quality] = await Promise.all([
    readLeaderboard(study, url),
    orErrorPage(call(arena.readQuality, { params: { study } }, toArena())),
  ]);
  const { pairs, ...rest } = board;
  return {
    board: rest,
    pairs: choosePairs({ ratings: rest.ratings, pairs }, url.searchParams.get('pairs') === 'all'),
    quality,
    fields: leaderboardFields,
  };
};
