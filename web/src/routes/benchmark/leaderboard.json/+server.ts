import { download } from '#lib/server/download.ts';
import { readBenchmark } from '#lib/benchmark/read-benchmark.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const { benchmark } = await readBenchmark(url.searchParams);
  return download(JSON.stringify(benchmark, null, 2), 'application/json', 'benchmark.json');
};
