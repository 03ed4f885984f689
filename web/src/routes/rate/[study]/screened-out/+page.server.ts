import { redirect } from '@sveltejs/kit';
import { panelName } from '#lib/rating/panel-name.server.ts';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { orElsewhere } from '#lib/rating/refusal.server.ts';
import { markTaken } from '#lib/rating/taken-cookie.server.ts';
import { wayOn } from '#lib/rating/way-on.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const token = readRater(cookies);
  if (!token) redirect(303, `/rate/${study}`);
  const state = await orElsewhere(
    call(arena.readProgress, { params: { study } }, toArena(token)),
    study,
    cookies,
  );
  if (!state.screenedOut) redirect(303, wayOn(study, state));
  markTaken(cookies, study, 'ended', url);
  return { panel: state.panel && panelName(state.panel), wayBack: state.wayBack };
};
