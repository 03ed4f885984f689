import { redirect } from '@sveltejs/kit';
import { estimateRun } from '#lib/runs/estimate-run.ts';
import { newRunFrom } from '#lib/runs/run-form.ts';
import { change } from '#lib/maintain/change.server.ts';
import { text } from '#lib/maintain/form-fields.ts';
import { call, catalog, inference, orErrorPage, toCatalog, toInference } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  if (!(await roleHere()).maintains) return { maintains: false as const };
  const [{ models }, { runs }, { datasets }] = await orErrorPage(
    Promise.all([
      call(inference.listModels, {}, toInference()),
      call(inference.listRuns, { query: {} }, toInference()),
      call(catalog.listDatasets, {}, toCatalog()),
    ]),
  );
  const asked = url.searchParams.get('model');
  const model = models.find(({ slug }) => slug === asked) ?? null;
  return {
    maintains: true as const,
    models,
    model,
    datasets,
    estimate: model && estimateRun(runs.filter((run) => run.model.slug === model.slug)),
    open: runs.filter(({ state }) => state === 'running' || state === 'paused' || state === 'failed'),
  };
};

export const actions: Actions = {
  start: async ({ request }) => {
    const form = await request.formData();
    const body = newRunFrom(form, text(form, 'model'));
    let run = '';
    const outcome = await change(form, 'The run is started.', async () => {
      run = (await call(inference.startRun, { body }, toInference())).id;
    });
    if (run) redirect(303, `/runs/${run}/progress`);
    return outcome;
  },
};
