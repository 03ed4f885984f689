import { readThumbs } from '#lib/benchmark/read-thumbs.server.ts';
import {
  call,
  fieldsOf,
  inference,
  metrics,
  orErrorPage,
  orNothing,
  toInference,
  toMetrics,
} from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

const worstKinds = ['iou_union', 'bleu2', 'rouge_l', 'false_alarm_area'] as const;
/** How many of the worst cases are shown with their image. */
const shownCases = 12;

export const load: PageServerLoad = async ({ params, url }) => {
  const asked = worstKinds.find((kind) => kind === url.searchParams.get('worst'));
  const read = (kind: (typeof worstKinds)[number]) =>
    orErrorPage(call(metrics.readRun, { params, query: { worst: kind } }, toMetrics()));
  let worst = asked ?? worstKinds[0];
  let report = await read(worst);
  if (!asked && report.worst.length === 0) {
    // Regions that mean the whole image have no IoU: open on what was measured here.
    const measured = new Set(report.overall.values.map(({ signature }) => signature));
    const other = worstKinds.find((kind) =>
      report.metrics.some(
        ({ metric, variant, signature }) =>
          metric === kind && variant === 'default' && measured.has(signature),
      ),
    );
    if (other && other !== worst) {
      worst = other;
      report = await read(other);
    }
  }
  const cases = report.worst.slice(0, shownCases);
  const [thumbs, { runs }, generation] = await Promise.all([
    readThumbs(
      cases.map(({ sha256 }) => sha256),
      { a: report.run },
    ),
    orErrorPage(call(metrics.listRuns, { query: { dataset: report.run.dataset.slug } }, toMetrics())),
    report.run.origin === 'generation'
      ? orErrorPage(orNothing(call(inference.readRun, { params }, toInference())))
      : null,
  ]);
  return {
    report: { ...report, worst: cases },
    worst,
    worstKinds: worstKinds.map((kind) => ({
      kind,
      title:
        report.metrics.find(({ metric, variant }) => metric === kind && variant === 'default')?.title ?? kind,
    })),
    thumbs,
    fields: {
      report: fieldsOf(metrics.readRun),
      metric: fieldsOf(metrics.readRun, 'metrics'),
      value: fieldsOf(metrics.readRun, 'overall', 'values'),
      bin: fieldsOf(metrics.readRun, 'calibration'),
      parsing: fieldsOf(metrics.readRun, 'parsing'),
    },
    generation,
    others: runs.filter(({ id }) => id !== report.run.id),
  };
};
