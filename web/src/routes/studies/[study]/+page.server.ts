import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, url, depends }) => {
  depends('app:leaderboard');
  const [board, quality] = await Promise.all([
    readLeaderboard(study, url),
    orErrorPage(call(arena.readQuality, { params: { study } }, toArena())),
  ]);
  return { board, quality, allPairs: url.searchParams.get('pairs') === 'all' };
};
