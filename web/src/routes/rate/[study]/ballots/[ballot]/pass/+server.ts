import { json } from '@sveltejs/kit';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { noToken, notValid } from '#lib/rating/refusal.server.ts';
import { problemResponse } from '#lib/server/problem-response.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** Passes a ballot; passing it again changes nothing. */
export const POST: RequestHandler = async ({ params: { ballot }, cookies, request }) => {
  const token = readRater(cookies);
  if (!token) return noToken();
  const pass = arena.newPassSchema.safeParse(await request.json().catch(() => null));
  try {
    if (!pass.success) throw notValid(pass.error);
    return json(await call(arena.passBallot, { params: { ballot }, body: pass.data }, toArena(token)), {
      headers: { 'cache-control': 'no-store' },
    });
  } catch (cause) {
    return problemResponse(cause);
  }
};
