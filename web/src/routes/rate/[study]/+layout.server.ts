import { language } from '#lib/languages/language.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { LayoutServerLoad } from './$types';

// The briefing, not the study: nothing of the arms may reach a browser that is about to vote.
export const load: LayoutServerLoad = async ({ params: { study } }) => ({
  briefing: await orErrorPage(
    call(arena.readBriefing, { params: { study }, query: { language } }, toArena()),
  ),
});
