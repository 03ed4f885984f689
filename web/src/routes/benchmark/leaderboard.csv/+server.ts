import { measuredCsv, publishedCsv } from '#lib/benchmark/files.server.ts';
import { download } from '#lib/server/download.ts';
import { readBenchmark } from '#lib/benchmark/read-benchmark.server.ts';
import type { RequestHandler } from './$types';

/** Every measured value of the slice, or with `?table=published` the figures of papers. */
export const GET: RequestHandler = async ({ url }) => {
  const { benchmark } = await readBenchmark(url.searchParams);
  const type = 'text/csv; charset=utf-8; header=present';
  return url.searchParams.get('table') === 'published'
    ? download(publishedCsv(benchmark.published), type, 'published-figures.csv')
    : download(measuredCsv(benchmark), type, 'benchmark.csv');
};
