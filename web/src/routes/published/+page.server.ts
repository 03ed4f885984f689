import { call, metrics, orErrorPage, toMetrics } from '#lib/server/services.ts';
import { saidFigures } from '#lib/server/said.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
  const { figures } = await orErrorPage(call(metrics.listPublished, {}, toMetrics()));
  return { figures: saidFigures(figures) };
};
