import { call, fieldsOf, metrics, orErrorPage, toMetrics } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({
  ...(await orErrorPage(call(metrics.listDatasets, {}, toMetrics()))),
  fields: fieldsOf(metrics.listDatasets, 'datasets'),
});
