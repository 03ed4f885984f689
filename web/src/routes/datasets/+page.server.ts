import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => orErrorPage(call(catalog.listDatasets, {}, toCatalog()));
