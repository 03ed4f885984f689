import { arena, orErrorPage, send, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** Server-sent events: a `tally` whenever votes have arrived. */
export const GET: RequestHandler = async ({ params, request }) => {
  const stream = await orErrorPage(
    send(
      arena.followLeaderboard,
      { params: { study: params.study } },
      { ...toArena(), signal: request.signal },
    ),
  );
  return new Response(stream.body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  });
};
