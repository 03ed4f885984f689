import { redirect } from '@sveltejs/kit';
import { panelName } from '#lib/rating/panel-name.server.ts';
import { readRater } from '#lib/rating/rater-cookie.server.ts';
import { orElsewhere } from '#lib/rating/refusal.server.ts';
import { markTaken, readTaken } from '#lib/rating/taken-cookie.server.ts';
import { wayOn } from '#lib/rating/way-on.ts';
import { studyTexts } from '#lib/languages/study-texts.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import { isOpen } from '#lib/words/studies.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params: { study }, cookies, url }) => {
  const token = readRater(cookies);
  if (!token) redirect(303, `/rate/${study}`);
  const [rater, contribution] = await orElsewhere(
    Promise.all([
      call(arena.readProgress, { params: { study } }, toArena(token)),
      call(arena.readContribution, { params: { study } }, toArena(token)),
    ]),
    study,
    cookies,
  );
  if (rater.screenedOut || rater.withdrawnAt) redirect(303, wayOn(study, rater));
  return {
    rater: { ...rater, panel: rater.panel && panelName(rater.panel) },
    contribution,
    next: rater.ended ? await findNext(study, [...readTaken(cookies).keys()]) : null,
    notice: url.searchParams.get('notice'),
  };
};

/** Another open study in which this browser does not take part yet. */
async function findNext(study: string, taken: string[]): Promise<{ slug: string; title: string } | null> {
  const { studies } = await orErrorPage(call(arena.listStudies, { query: {} }, toArena()));
  const next = studies.find((one) => isOpen(one) && one.slug !== study && !taken.includes(one.slug));
  return next ? { slug: next.slug, title: studyTexts(next).title } : null;
}

export const actions: Actions = {
  end: async ({ params: { study }, cookies, url }) => {
    const token = readRater(cookies);
    if (!token) redirect(303, `/rate/${study}?notice=unauthenticated`);
    await orElsewhere(call(arena.endRater, { params: { study } }, toArena(token)), study, cookies);
    markTaken(cookies, study, 'ended', url);
    redirect(303, `/rate/${study}/thanks`);
  },
};
