import { error } from '@sveltejs/kit';
import { benchmarkLatex } from '#lib/benchmark/files.server.ts';
import { download } from '#lib/server/download.ts';
import { readBenchmark } from '#lib/benchmark/read-benchmark.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const { benchmark, table } = await readBenchmark(url.searchParams);
  if (!table) error(404, 'Nothing has been measured yet, so there is no table.');
  return download(
    benchmarkLatex(table, benchmark),
    'application/x-tex; charset=utf-8',
    `benchmark-${table.metric.key}.tex`,
  );
};
