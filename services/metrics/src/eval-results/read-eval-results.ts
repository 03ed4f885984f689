import type { DatabaseOrTransaction } from '@fakexplain/database';
import { whileOpen } from '@fakexplain/contract';
import { studiesWithholdingRun } from '@fakexplain/database/embargo';
import { metricsSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { and, eq } from 'drizzle-orm';
import { describedMetrics, scorerVersion } from '../metrics/registry.ts';

const { runScores, summaries } = metricsSchema;

export interface WantedResults {
  run: string;
  /** Name of the dataset on the Hub. */
  datasetId: string;
  /** Where the numbers can be looked up; null: nowhere. */
  url: string | null;
  /** Keys of metrics; all that the run has where it is empty. */
  metrics: readonly string[];
}

/** An entry of `.eval_results/*.yaml` on a model’s page of the Hugging Face Hub. https://huggingface.co/docs/hub/eval-results */
export interface EvalResult {
  dataset: { id: string; task_id: string };
  value: number;
  date: string;
  source?: { url: string; name: string };
  /** Signature, number of images, and interval. */
  notes: string;
}

/**
 * What a run scores over all images, as its model’s page takes it: a task is called by the key of its metric.
 * @throws ProblemError `not-found` where the run has no scores or not these, `embargoed` while they are withheld
 */
export async function readEvalResults(
  db: DatabaseOrTransaction,
  { run, datasetId, url, metrics }: WantedResults,
): Promise<EvalResult[]> {
  const embargo = await studiesWithholdingRun(db, run);
  if (embargo.length > 0)
    throw new ProblemError('embargoed', { detail: `What the run scores is withheld ${whileOpen(embargo)}.` });
  const rows = await db
    .select({ score: runScores, madeAt: summaries.madeAt })
    .from(runScores)
    .innerJoin(summaries, eq(summaries.runId, runScores.runId))
    .where(
      and(eq(runScores.runId, run), eq(runScores.sliceKind, 'all'), eq(summaries.scorer, scorerVersion)),
    );
  const known = describedMetrics.flatMap(({ key, signature }) => {
    const row = rows.find(({ score }) => score.signature === signature);
    return row ? [{ key, ...row }] : [];
  });
  if (known.length === 0)
    throw new ProblemError('not-found', { detail: `There is no run ${run} with scores.` });
  const lacking = metrics.filter((metric) => !known.some(({ key }) => key === metric));
  if (lacking.length > 0)
    throw new ProblemError('not-found', {
      detail: `The run has no ${lacking.join(', ')}; it has ${known.map(({ key }) => key).join(', ')}.`,
    });
  return known
    .filter(({ key }) => metrics.length === 0 || metrics.includes(key))
    .map(({ key, score: { value, n, low, high, signature }, madeAt }) => ({
      dataset: { id: datasetId, task_id: key },
      value,
      date: madeAt.toISOString(),
      ...(url !== null && { source: { url, name: 'FakeXplain Arena' } }),
      notes: [
        signature,
        `n = ${n} images`,
        ...(low === null || high === null ? [] : [`95% bootstrap interval over images [${low}, ${high}]`]),
      ].join('; '),
    }));
}
