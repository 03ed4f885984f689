import { pairsCsv, ratingsCsv } from '#lib/leaderboard/leaderboard-csv.ts';
import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import type { RequestHandler } from './$types';

/** The ratings, or with `?table=pairs` the preference shares. */
export const GET: RequestHandler = async ({ params, url }) => {
  const board = await readLeaderboard(params.study, url);
  const table = url.searchParams.get('table') === 'pairs' ? 'pairs' : 'ratings';
  return new Response(table === 'pairs' ? pairsCsv(board) : ratingsCsv(board), {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${board.study.slug}-${table}-at-${board.stamp.sequence}.csv"`,
      'cache-control': 'no-cache',
    },
  });
};
