import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const { studies } = await orErrorPage(call(arena.listStudies, {}, toArena()));
  return { open: studies.filter(({ status }) => status === 'open'), any: studies.length > 0 };
};
