import { problemResponse } from '#lib/server/problem-response.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** Begins a sign-in with a passkey; the form that follows ends it. */
export const POST: RequestHandler = async () => {
  try {
    return Response.json(await call(arena.beginPasskeySignIn, {}, toArena()), {
      headers: { 'cache-control': 'no-store' },
    });
  } catch (cause) {
    return problemResponse(cause);
  }
};
