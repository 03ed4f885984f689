import { problemResponse } from '#lib/server/problem-response.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** Begins to add a passkey; the form that follows ends it. */
export const POST: RequestHandler = async () => {
  try {
    return Response.json(await call(arena.beginPasskey, {}, toArena()), {
      headers: { 'cache-control': 'no-store' },
    });
  } catch (cause) {
    return problemResponse(cause);
  }
};
