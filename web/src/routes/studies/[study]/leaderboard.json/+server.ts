import { fileNameOf, leaderboardJson } from '#lib/leaderboard/files.server.ts';
import { download } from '#lib/server/download.ts';
import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, url }) => {
  const board = await readLeaderboard(params.study, url);
  return download(
    leaderboardJson(board),
    'application/json',
    `${fileNameOf(board)}-at-${board.stamp.sequence}.json`,
  );
};
