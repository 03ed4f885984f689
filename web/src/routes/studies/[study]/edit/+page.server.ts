import { redirect } from '@sveltejs/kit';
import { change } from '#lib/maintain/change.server.ts';
import { forMaintainers } from '#lib/maintain/for-maintainers.server.ts';
import { newStudyFrom } from '#lib/maintain/study-form.ts';
import { arena, call, catalog, orErrorPage, orNothing, toArena, toCatalog } from '#lib/server/services.ts';
import { said } from '#lib/server/said.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url }) => {
  const { status } = await orErrorPage(call(arena.readStudy, { params }, toArena()));
  if (status !== 'draft') redirect(303, `/studies/${params.study}`);
  const [settings, opening, planned, { datasets }, { sources }] = await forMaintainers(
    Promise.all([
      call(arena.readSettings, { params }, toArena()),
      call(arena.checkOpening, { params }, toArena()),
      orNothing(call(arena.readPlan, { params }, toArena())),
      call(catalog.listDatasets, {}, toCatalog()),
      call(catalog.listSources, {}, toCatalog()),
    ]),
    url,
  );
  return {
    settings,
    opening: {
      ...opening,
      obstacles: opening.obstacles.map((one) => ({ ...one, words: said(one.words) })),
    },
    planned,
    datasets,
    sources,
    saved: url.searchParams.has('saved'),
    owns: (await roleHere(params.study)).owns,
  };
};

export const actions: Actions = {
  save: async ({ request, params }) => {
    const form = await request.formData();
    const outcome = await change(form, 'Saved.', async () => {
      const { arms } = await call(arena.readSettings, { params }, toArena());
      const body = newStudyFrom(form, arms);
      return call(arena.editDraft, { params, body }, toArena());
    });
    // Under its slug, which may be another one now.
    if ('done' in outcome) redirect(303, `/studies/${form.get('slug')}/edit?saved`);
    return outcome;
  },
};
