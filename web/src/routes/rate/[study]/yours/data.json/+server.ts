import { redirect } from '@sveltejs/kit';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { orElsewhere } from '#lib/rating/refusal.server.ts';
import { arena, send, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** All that the rater gave, as a file. */
export const GET: RequestHandler = async ({ params: { study }, cookies }) => {
  const token = readRater(cookies);
  if (!token) redirect(303, `/rate/${study}?notice=unauthenticated`);
  const answer = await orElsewhere(
    send(arena.downloadOwnData, { params: { study } }, toArena(token)),
    study,
    cookies,
  );
  return new Response(answer.body, {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="my-votes-in-${study}.json"`,
      'cache-control': 'no-store',
    },
  });
};
