import { readBenchmark } from '#lib/benchmark/read-benchmark.server.ts';
import { saidBenchmark } from '#lib/server/said.ts';
import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  const [{ view, benchmark, table }, { datasets }] = await Promise.all([
    readBenchmark(url.searchParams, saidBenchmark),
    orErrorPage(call(catalog.listDatasets, {}, toCatalog())),
  ]);
  const named = table && table.metric.publishedAs;
  return {
    view,
    table,
    datasets: datasets.map(({ slug, title }) => ({ slug, title })),
    choices: { metrics: benchmark.metrics, slices: benchmark.slices },
    unscored: benchmark.unscored,
    embargo: benchmark.embargo,
    published: benchmark.published.filter(({ metric }) => metric === named),
  };
};
