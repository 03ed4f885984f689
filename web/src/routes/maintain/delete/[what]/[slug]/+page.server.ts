import { error, fail, redirect } from '@sveltejs/kit';
import { change } from '#lib/maintain/change.server.ts';
import { text } from '#lib/maintain/form-fields.ts';
import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
  if (!(await roleHere()).maintains) return { maintains: false as const };
  const { slug } = params;
  if (params.what === 'dataset') {
    const { datasets } = await orErrorPage(call(catalog.listDatasets, {}, toCatalog()));
    const found = datasets.find((one) => one.slug === slug);
    if (!found) error(404, `There is no dataset ${slug}.`);
    const { title: name, images, explanations } = found;
    return { maintains: true as const, what: 'dataset' as const, name, images, explanations };
  }
  if (params.what !== 'source') error(404, 'Datasets and sources can be deleted.');
  const { sources } = await orErrorPage(call(catalog.listSources, {}, toCatalog()));
  const found = sources.find((one) => one.slug === slug);
  if (!found) error(404, `There is no source ${slug}.`);
  const { name, explanations } = found;
  return { maintains: true as const, what: 'source' as const, name, images: null, explanations };
};

export const actions: Actions = {
  default: async ({ request, params }) => {
    const form = await request.formData();
    const { slug, what } = params;
    if (text(form, 'slug') !== slug)
      return fail(422, { refused: `Nothing is deleted: type ${slug} to delete it.`, errors: [] });
    let gone = false;
    const outcome = await change(form, 'It is deleted.', async () => {
      if (what === 'dataset') await call(catalog.deleteDataset, { params: { dataset: slug } }, toCatalog());
      else await call(catalog.deleteSource, { params: { source: slug } }, toCatalog());
      gone = true;
    });
    if (gone) redirect(303, '/maintain/catalog');
    return outcome;
  },
};
