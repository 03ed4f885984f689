import {
  call,
  catalog,
  fieldsOf,
  metrics,
  orErrorPage,
  toCatalog,
  toMetrics,
  wordsOf,
} from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

/** A share in percent as it stands in the address, 0–100, as a share; absent where it is none. */
function share(text: string | null): number | undefined {
  const percent = text === null || text.trim() === '' ? NaN : Number(text);
  return percent >= 0 && percent <= 100 ? percent / 100 : undefined;
}

export const load: PageServerLoad = async ({ params, url }) => {
  const [{ runs }, { dataset }] = await orErrorPage(
    Promise.all([
      call(metrics.listRuns, { query: params }, toMetrics()),
      call(catalog.listDatasetImages, { params, query: { limit: 1 } }, toCatalog()),
    ]),
  );
  const sources = [...new Map(runs.map(({ source }) => [source.slug, source])).values()].toSorted((a, b) =>
    a.name.localeCompare(b.name, 'en'),
  );
  const reference =
    url.searchParams.get('reference') || (runs.find((run) => run.reference)?.source.slug ?? null);
  const iou = share(url.searchParams.get('iou'));
  const labels = share(url.searchParams.get('labels'));
  const query = (reference: string) => ({
    reference,
    ...(iou === undefined ? {} : { iou }),
    ...(labels === undefined ? {} : { labels }),
  });
  const report = reference
    ? await orErrorPage(call(metrics.readAnnotationQuality, { params, query: query(reference) }, toMetrics()))
    : null;
  return {
    dataset,
    sources,
    report,
    fields: wordsOf(fieldsOf(metrics.readAnnotationQuality, 'annotators')),
  };
};
