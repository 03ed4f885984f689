import { call, catalog, fieldsOf, orErrorPage, toCatalog } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
  ...(await orErrorPage(call(catalog.listDatasets, {}, toCatalog()))),
  fields: fieldsOf(catalog.listDatasets, 'datasets'),
});
