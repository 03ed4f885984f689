import { imageResponse } from '#lib/rating/image-response.server.ts';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { noToken } from '#lib/rating/refusal.server.ts';
import { problemResponse } from '#lib/server/problem-response.ts';
import { arena, send, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params: { study, position }, cookies }) => {
  const token = readRater(cookies);
  if (!token) return noToken();
  try {
    return imageResponse(
      await send(arena.readPracticeImage, { params: { study, position } }, toArena(token)),
    );
  } catch (cause) {
    return problemResponse(cause);
  }
};
