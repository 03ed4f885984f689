import { benchmarkJson } from '#lib/benchmark/files.server.ts';
import { download } from '#lib/server/download.ts';
import { readBenchmark } from '#lib/benchmark/read-benchmark.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const { benchmark } = await readBenchmark(url.searchParams);
  return download(benchmarkJson(benchmark), 'application/json', 'benchmark.json');
};
