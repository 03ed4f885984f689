import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

const distances = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const usual = 3;

export const load: PageServerLoad = async ({ params, url }) => {
  const distance = distances.find((bits) => String(bits) === url.searchParams.get('distance')) ?? usual;
  const [report, { dataset }] = await orErrorPage(
    Promise.all([
      call(catalog.listDuplicates, { params, query: { distance } }, toCatalog()),
      call(catalog.listDatasetImages, { params, query: { limit: 1 } }, toCatalog()),
    ]),
  );
  return { ...report, dataset, distance, distances };
};
