import { call, metrics, orErrorPage, toMetrics } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

const distances = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const usual = 3;

export const load: PageServerLoad = async ({ params, url }) => {
  const distance = distances.find((bits) => String(bits) === url.searchParams.get('distance')) ?? usual;
  const [report, { dataset }] = await orErrorPage(
    Promise.all([
      call(metrics.listDuplicates, { params, query: { distance } }, toMetrics()),
      call(metrics.listDatasetImages, { params, query: { limit: 1 } }, toMetrics()),
    ]),
  );
  return { ...report, dataset, distance, distances };
};
