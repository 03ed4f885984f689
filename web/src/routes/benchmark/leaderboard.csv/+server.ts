import { measuredCsv, publishedCsv } from '#lib/benchmark/files.server.ts';
import { downloadCsv } from '#lib/server/download.ts';
import { readBenchmark } from '#lib/benchmark/read-benchmark.server.ts';
import type { RequestHandler } from './$types';

/** Every measured value of the slice, or with `?table=published` the figures of papers. */
export const GET: RequestHandler = async ({ url }) => {
  const { benchmark } = await readBenchmark(url.searchParams);
  return url.searchParams.get('table') === 'published'
    ? downloadCsv(url, publishedCsv(benchmark.published), 'published-figures.csv')
    : downloadCsv(url, measuredCsv(benchmark), 'benchmark.csv');
};
