import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => orErrorPage(call(arena.listStudies, { query: {} }, toArena()));
