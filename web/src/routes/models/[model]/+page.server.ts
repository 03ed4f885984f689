import { redirect } from '@sveltejs/kit';
import { change } from '#lib/maintain/change.server.ts';
import { newRunFrom } from '#lib/runs/run-form.ts';
import {
  call,
  catalog,
  fieldsOf,
  inference,
  metrics,
  orErrorPage,
  toCatalog,
  toInference,
  toMetrics,
  wordsOf,
} from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
  const [model, { runs: generations }, { runs }, { datasets }] = await orErrorPage(
    Promise.all([
      call(inference.readModel, { params }, toInference()),
      call(inference.listRuns, { query: { model: params.model } }, toInference()),
      call(metrics.listRuns, { query: {} }, toMetrics()),
      call(catalog.listDatasets, {}, toCatalog()),
    ]),
  );
  const generated = new Map(generations.map((run) => [run.id, run]));
  return {
    model,
    runs: runs
      .filter(({ source }) => source.slug === model.slug)
      .map((run) => ({ ...run, generation: generated.get(run.id) ?? null })),
    datasets,
    fields: {
      run: wordsOf(fieldsOf(metrics.listRuns, 'runs')),
      generation: wordsOf(fieldsOf(inference.listRuns, 'runs'), 'state'),
    },
    maintains: (await roleHere()).maintains,
  };
};

export const actions: Actions = {
  start: async ({ request, params }) => {
    const form = await request.formData();
    const body = newRunFrom(form, params.model);
    let run = '';
    const outcome = await change(form, 'The run is started.', async () => {
      run = (await call(inference.startRun, { body }, toInference())).id;
    });
    if (run) redirect(303, `/runs/${run}/progress`);
    return outcome;
  },
};
