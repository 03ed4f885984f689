import { pairDefinitions, ratingDefinitions, sideBiasDefinition } from '#lib/leaderboard/definitions.ts';
import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, url }) => {
  const board = await readLeaderboard(params.study, url);
  const definitions = [...ratingDefinitions, ...pairDefinitions, sideBiasDefinition].map(
    ({ term, text }) => ({
      term,
      text,
    }),
  );
  return new Response(JSON.stringify({ ...board, definitions }, null, 2), {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="${board.study.slug}-at-${board.stamp.sequence}.json"`,
      'cache-control': 'no-cache',
    },
  });
};
