import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => ({
  study: await orErrorPage(call(arena.readStudy, { params }, toArena())),
});
