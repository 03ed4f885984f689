import { problemResponse } from '#lib/server/problem-response.ts';
import { arena, send, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params }) => {
  try {
    const { body } = await send(arena.readPreviewImage, { params }, toArena());
    return new Response(body, {
      headers: { 'content-type': 'image/webp', 'cache-control': 'private, no-store' },
    });
  } catch (cause) {
    return problemResponse(cause);
  }
};
