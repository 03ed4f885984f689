import { fileNameOf, pairsLatex, ratingsLatex } from '#lib/leaderboard/files.server.ts';
import { download } from '#lib/server/download.ts';
import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import type { RequestHandler } from './$types';

/** The ratings as a table for a paper, or with `?table=pairs` the preference shares. */
export const GET: RequestHandler = async ({ params, url }) => {
  const board = await readLeaderboard(params.study, url);
  const table = url.searchParams.get('table') === 'pairs' ? 'pairs' : 'ratings';
  return download(
    table === 'pairs' ? pairsLatex(board) : ratingsLatex(board),
    'application/x-tex; charset=utf-8',
    `${fileNameOf(board)}-${table}-at-${board.stamp.sequence}.tex`,
  );
};
