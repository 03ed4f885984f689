import { json } from '@sveltejs/kit';
import { keepLastVote } from '#lib/rating/last-vote.server.ts';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { noToken, notValid } from '#lib/rating/refusal.server.ts';
import { problemResponse } from '#lib/server/problem-response.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** Casts a vote, or corrects it; the same key with the same answer is the same vote. */
export const POST: RequestHandler = async ({ params: { study, ballot }, cookies, request, url }) => {
  const token = readRater(cookies);
  if (!token) return noToken();
  const vote = arena.newVoteSchema.safeParse(await request.json().catch(() => null));
  const key = request.headers.get('idempotency-key') ?? '';
  try {
    if (!vote.success) throw notValid(vote.error);
    const input = { params: { ballot }, headers: { 'idempotency-key': key }, body: vote.data };
    const cast = await call(arena.castVote, input, toArena(token));
    keepLastVote(cookies, study, ballot, url);
    return json(cast, {
      headers: { 'cache-control': 'no-store' },
    });
  } catch (cause) {
    return problemResponse(cause);
  }
};
