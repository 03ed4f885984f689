import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import { isOpen } from '#lib/words/studies.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const { studies } = await orErrorPage(call(arena.listStudies, { query: {} }, toArena()));
  return { open: studies.filter(isOpen), any: studies.length > 0 };
};
