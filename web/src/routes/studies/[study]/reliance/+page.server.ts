import { exclusionsOf, refusePast } from '#lib/server/read-leaderboard.ts';
import { arena, call, fieldsOf, orErrorPage, toArena, wordsOf } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  refusePast(url);
  const query = { exclusions: exclusionsOf(url) };
  const [report, study] = await orErrorPage(
    Promise.all([
      call(arena.readReliance, { params, query }, toArena()),
      call(arena.readStudy, { params }, toArena()),
    ]),
  );
  return {
    report,
    study,
    exclusions: query.exclusions,
    fields: wordsOf(fieldsOf(arena.readReliance, 'arms', 'all')),
  };
};
