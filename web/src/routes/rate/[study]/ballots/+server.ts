import { json } from '@sveltejs/kit';
import { blindDrawn } from '#lib/rating/blind.server.ts';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { noToken } from '#lib/rating/refusal.server.ts';
import { problemResponse } from '#lib/server/problem-response.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

const drawSchema = arena.drawBallots.request.body.content['application/json'].schema;

/** The rater's open ballots, as many as asked for. */
export const POST: RequestHandler = async ({ params: { study }, cookies, request }) => {
  const token = readRater(cookies);
  if (!token) return noToken();
  const asked = drawSchema.safeParse(await request.json().catch(() => ({})));
  try {
    const body = asked.success ? asked.data : {};
    const drawn = await call(arena.drawBallots, { params: { study }, body }, toArena(token));
    return json(blindDrawn(drawn), { headers: { 'cache-control': 'no-store' } });
  } catch (cause) {
    return problemResponse(cause);
  }
};
