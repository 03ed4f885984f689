import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

const pageSize = 48;

export const load: PageServerLoad = async ({ params, url }) => {
  const label = (['real', 'generated'] as const).find((word) => word === url.searchParams.get('label'));
  const after = url.searchParams.get('after') ?? undefined;
  const query = { limit: pageSize, ...(label ? { label } : {}), ...(after ? { after } : {}) };
  const [answer, files] = await orErrorPage(
    Promise.all([
      call(catalog.listDatasetImages, { params, query }, toCatalog()),
      call(catalog.readFileMarks, { params }, toCatalog()),
    ]),
  );
  return { ...answer, files, label, isFirst: !after };
};
