import { call, catalog, fieldsOf, orErrorPage, toCatalog, wordsOf } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
  maintains: (await roleHere()).maintains,
  ...(await orErrorPage(call(catalog.listDatasets, {}, toCatalog()))),
  fields: wordsOf(fieldsOf(catalog.listDatasets, 'datasets')),
});
