import { readThumbs } from '#lib/benchmark/read-thumbs.server.ts';
import { saidMetrics } from '#lib/server/said.ts';
import {
  call,
  catalog,
  fieldsOf,
  inference,
  metrics,
  orErrorPage,
  orNothing,
  toCatalog,
  toInference,
  toMetrics,
  wordsOf,
} from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

/** How many of the worst cases are shown with their image. */
const shownCases = 12;

const usesReference = ({ needs }: { needs: readonly string[] }) =>
  needs.includes('reference_regions') || needs.includes('reference_texts');

/** The run's first images, each with what it says of it. */
function readFirst({ run, readBack }: metrics.RunReport) {
  return Promise.all(
    readBack.first.map(async ({ sha256, path, label }) => {
      const image = await orErrorPage(call(catalog.readImage, { params: { sha256 } }, toCatalog()));
      const { width, height, explanations } = image;
      const explained = explanations.find((explanation) => explanation.run.id === run.id);
      return { image: { sha256, width, height }, path, label, explained };
    }),
  );
}

export const load: PageServerLoad = async ({ params, url }) => {
  const read = async (query: { worst?: string }) => {
    const answer = await orErrorPage(call(metrics.readRun, { params, query }, toMetrics()));
    return { ...answer, metrics: saidMetrics(answer.metrics) };
  };
  let report = await read({});
  const worstMetrics = report.metrics.filter(({ of }) => of === 'explanation');
  const measured = new Set(report.overall.values.map(({ signature }) => signature));
  // Opens on what was compared with a reference where anything was: regions that mean the whole image have no IoU.
  const comparesFirst = worstMetrics
    .filter(({ signature }) => measured.has(signature))
    .toSorted((a, b) => Number(usesReference(b)) - Number(usesReference(a)));
  const worst =
    worstMetrics.find(({ key }) => key === url.searchParams.get('worst')) ??
    comparesFirst[0] ??
    worstMetrics[0];
  if (worst && worst !== worstMetrics[0]) report = await read({ worst: worst.key });
  const cases = report.worst.slice(0, shownCases);
  const [thumbs, first, { runs }, generation] = await Promise.all([
    readThumbs(
      cases.map(({ sha256 }) => sha256),
      { a: report.run },
    ),
    readFirst(report),
    orErrorPage(call(metrics.listRuns, { query: { dataset: report.run.dataset.slug } }, toMetrics())),
    report.run.origin === 'generation'
      ? orErrorPage(orNothing(call(inference.readRun, { params }, toInference())))
      : null,
  ]);
  return {
    report: { ...report, worst: cases },
    worst: worst?.key,
    worstMetrics,
    thumbs,
    first,
    fields: {
      report: wordsOf(fieldsOf(metrics.readRun), 'folds'),
      metric: wordsOf(fieldsOf(metrics.readRun, 'metrics'), 'title', 'definition'),
      value: wordsOf(fieldsOf(metrics.readRun, 'overall', 'values'), 'value', 'n'),
      bin: wordsOf(fieldsOf(metrics.readRun, 'calibration'), 'n', 'mean', 'generated'),
      parsing: wordsOf(fieldsOf(metrics.readRun, 'parsing'), 'ok', 'partial', 'failed'),
    },
    generation,
    others: runs.filter(({ id }) => id !== report.run.id),
  };
};
