import { error } from '@sveltejs/kit';
import { call, metrics, orErrorPage, toMetrics } from '#lib/server/services.ts';
import { pivotBenchmark } from './pivot.ts';
import { sortRows } from './sort-rows.ts';
import { companions, findMetric, parseView } from './view.ts';

/**
 * The benchmark as an address asks for it, by one metric; `table` is `null` while nothing has been measured.
 * @param put puts its words as they are wanted; files have them as the service says them
 */
export async function readBenchmark(
  query: URLSearchParams,
  put: (benchmark: metrics.Benchmark) => metrics.Benchmark = (benchmark) => benchmark,
) {
  const view = parseView(query);
  if (!view)
    error(400, 'A slice is written label:…, category:…, generator:… or fold:…, or left out for all images.');
  const { slice, dataset } = view;
  const asked = { slice: slice.kind, value: slice.value, ...(dataset ? { dataset } : {}) };
  const benchmark = put(await orErrorPage(call(metrics.readBenchmark, { query: asked }, toMetrics())));
  const metric = findMetric(benchmark.metrics, view.metric);
  if (!metric) {
    if (benchmark.metrics.length === 0) return { view, benchmark, table: null };
    error(
      400,
      `There is no metric “${view.metric}”. These are: ${benchmark.metrics.map(({ key }) => key).join(', ')}.`,
    );
  }
  const pivot = pivotBenchmark(benchmark, metric, companions(benchmark.metrics, metric));
  return { view, benchmark, table: { ...pivot, rows: sortRows(pivot, view.sort, view.reverse) } };
}
