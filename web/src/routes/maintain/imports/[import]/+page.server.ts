import { redirect } from '@sveltejs/kit';
import { catalog as contract } from '@fakexplain/contract';
import { settingsFrom } from '#lib/imports/import-form.ts';
import { change } from '#lib/maintain/change.server.ts';
import { text } from '#lib/maintain/form-fields.ts';
import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, depends }) => {
  depends('app:import');
  if (!(await roleHere()).maintains) return { maintains: false as const };
  const [sent, { datasets }, { sources }] = await orErrorPage(
    Promise.all([
      call(catalog.readImport, { params }, toCatalog()),
      call(catalog.listDatasets, {}, toCatalog()),
      call(catalog.listSources, {}, toCatalog()),
    ]),
  );
  const asked = contract.importFormSchema.safeParse(url.searchParams.get('form'));
  const form = asked.data ?? sent.settings?.form ?? sent.looksLike?.form ?? 'folder';
  return {
    maintains: true as const,
    sent,
    form,
    datasets: datasets.map(({ slug, title }) => ({ slug, title })),
    sources: sources.map(({ slug, name }) => ({ slug, name })),
  };
};

export const actions: Actions = {
  start: async ({ request, params }) => {
    const form = await request.formData();
    const dryRun = text(form, 'do') !== 'import';
    const said = dryRun ? 'The dry run is started.' : 'The import is started.';
    return change(form, said, () => {
      // The service says what is wrong with it.
      const settings = settingsFrom(form) as contract.NewImportSettings;
      return call(catalog.startImport, { params, body: { dryRun, settings } }, toCatalog());
    });
  },
  stop: async ({ request, params }) =>
    change(await request.formData(), 'It stops after the rows in hand.', () =>
      call(catalog.stopImport, { params }, toCatalog()),
    ),
  delete: async ({ request, params }) => {
    let gone = false;
    const outcome = await change(await request.formData(), 'The file is deleted.', async () => {
      await call(catalog.deleteImport, { params }, toCatalog());
      gone = true;
    });
    if (gone) redirect(303, '/maintain/imports');
    return outcome;
  },
};
