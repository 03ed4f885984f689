import { call, metrics, orErrorPage, toMetrics } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  const dataset = url.searchParams.get('dataset') ?? '';
  const query = dataset ? { dataset } : {};
  return { dataset, ...(await orErrorPage(call(metrics.listRuns, { query }, toMetrics()))) };
};
