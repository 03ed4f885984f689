import { fileNameOf, pairsCsv, ratingsCsv } from '#lib/leaderboard/files.server.ts';
import { downloadCsv } from '#lib/server/download.ts';
import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import type { RequestHandler } from './$types';

/** The ratings, or with `?table=pairs` the preference shares. */
export const GET: RequestHandler = async ({ params, url }) => {
  const board = await readLeaderboard(params.study, url);
  const table = url.searchParams.get('table') === 'pairs' ? 'pairs' : 'ratings';
  return downloadCsv(
    url,
    table === 'pairs' ? pairsCsv(board) : ratingsCsv(board),
    `${fileNameOf(board)}-${table}-at-${board.stamp.sequence}.csv`,
  );
};
