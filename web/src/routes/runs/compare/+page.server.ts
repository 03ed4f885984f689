import { differencesByMetric } from '#lib/benchmark/differences.ts';
import { readThumbs } from '#lib/benchmark/read-thumbs.server.ts';
import { saidMetrics } from '#lib/server/said.ts';
import { call, fieldsOf, metrics, orErrorPage, toMetrics, wordsOf } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

/** How many disagreements are shown with their image. */
const shownCases = 12;

export const load: PageServerLoad = async ({ url }) => {
  const { runs } = await orErrorPage(call(metrics.listRuns, { query: {} }, toMetrics()));
  const a = url.searchParams.get('a') ?? '';
  const b = url.searchParams.get('b') ?? '';
  const [runA, runB] = [a, b].map((id) => runs.find((run) => run.id === id));
  const refusal = refusalOf(a, b, runA, runB);
  if (!runA || !runB || refusal !== null) return { runs, a, b, refusal, comparison: null };

  const comparison = await orErrorPage(call(metrics.compareRuns, { params: { a, b } }, toMetrics()));
  const disagreements = comparison.disagreements.slice(0, shownCases);
  const thumbs = await readThumbs(
    disagreements.map(({ sha256 }) => sha256),
    { a: runA, b: runB },
  );
  const fields = wordsOf(fieldsOf(metrics.compareRuns, 'differences'));
  const lines = differencesByMetric(saidMetrics(comparison.metrics), comparison.differences);
  return { runs, a, b, refusal, comparison: { ...comparison, disagreements, lines, thumbs, fields } };
};

/** Why two runs cannot be compared, in words; `null` if they can. Empty while they are still to be chosen. */
function refusalOf(
  a: string,
  b: string,
  runA: metrics.Run | undefined,
  runB: metrics.Run | undefined,
): string | null {
  if (!a || !b) return '';
  if (!runA || !runB) return `There is no run ${runA ? b : a}. Choose two of the list.`;
  if (a === b) return 'That is one run twice. Choose two.';
  if (runA.dataset.slug !== runB.dataset.slug)
    return `The first run is of ${runA.dataset.title}, the second of ${runB.dataset.title}: they have no images to be compared on.`;
  return null;
}
