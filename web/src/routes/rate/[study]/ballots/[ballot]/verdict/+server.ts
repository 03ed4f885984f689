import { json } from '@sveltejs/kit';
import { blindSides } from '#lib/rating/blind.server.ts';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { noToken, notValid } from '#lib/rating/refusal.server.ts';
import { problemResponse } from '#lib/server/problem-response.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** Says what the image of a ballot is taken for; the ballot comes back with its explanations. */
export const POST: RequestHandler = async ({ params: { ballot }, cookies, request }) => {
  const token = readRater(cookies);
  if (!token) return noToken();
  const verdict = arena.newVerdictSchema.safeParse(await request.json().catch(() => null));
  try {
    if (!verdict.success) throw notValid(verdict.error);
    const shown = await call(arena.giveVerdict, { params: { ballot }, body: verdict.data }, toArena(token));
    return json(blindSides(shown), { headers: { 'cache-control': 'no-store' } });
  } catch (cause) {
    return problemResponse(cause);
  }
};
