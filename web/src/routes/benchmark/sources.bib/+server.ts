import { createHash } from 'node:crypto';
import { bibtex } from '#lib/benchmark/bibtex.ts';
import { benchmarkJson } from '#lib/benchmark/files.server.ts';
import { download } from '#lib/server/download.ts';
import { readBenchmark } from '#lib/benchmark/read-benchmark.server.ts';
import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const [{ benchmark, table }, { datasets }] = await Promise.all([
    readBenchmark(url.searchParams),
    orErrorPage(call(catalog.listDatasets, {}, toCatalog())),
  ]);
  const shown = new Set(table?.columns.map(({ dataset }) => dataset.slug));
  const text = bibtex({
    datasets: datasets.filter(({ slug }) => shown.has(slug)),
    published: benchmark.published,
    url: `${url.origin}/benchmark${url.search}`,
    on: new Date().toISOString().slice(0, 10),
    signatures: table ? [table.metric, ...table.beside].map(({ signature }) => signature) : [],
    sha256: createHash('sha256').update(benchmarkJson(benchmark)).digest('hex'),
  });
  return download(text, 'application/x-bibtex; charset=utf-8', 'benchmark-sources.bib');
};
