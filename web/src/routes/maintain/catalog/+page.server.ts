import { call, catalog, fieldsOf, orErrorPage, toCatalog, wordsOf } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  if (!(await roleHere()).maintains) return { maintains: false as const };
  const [{ datasets }, { sources }] = await orErrorPage(
    Promise.all([call(catalog.listDatasets, {}, toCatalog()), call(catalog.listSources, {}, toCatalog())]),
  );
  return {
    maintains: true as const,
    datasets,
    sources,
    fields: {
      dataset: wordsOf(fieldsOf(catalog.listDatasets, 'datasets'), 'title', 'images', 'explanations'),
      source: wordsOf(fieldsOf(catalog.listSources, 'sources'), 'name', 'kind', 'explanations'),
    },
  };
};
