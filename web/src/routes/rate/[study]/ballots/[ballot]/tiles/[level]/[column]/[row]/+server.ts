import { passImage } from '#lib/rating/image-response.server.ts';
import { arena, send, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, cookies }) =>
  passImage(cookies, (token) => send(arena.readBallotTile, { params }, toArena(token)));
