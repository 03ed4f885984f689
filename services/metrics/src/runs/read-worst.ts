import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import { and, asc, desc, eq, isNotNull, sql } from 'drizzle-orm';
import { keyOf } from '../metrics/metric.ts';
import { explanationMetrics } from '../metrics/registry.ts';
import { isShownTo, placeInDataset } from './place-in-dataset.ts';

const { datasetImages, explanations, runs } = catalogSchema;
const { scores } = metricsSchema;

const most = 24;

/**
 * The images on which a run does worst by a metric of explanations, worst first; those alike by path. For the public
 * without images under embargo.
 *
 * @param key of the metric; the first of all if not said
 * @throws ProblemError `invalid-request` where no metric of explanations has that key
 */
export async function readWorst(
  db: Database,
  runId: string,
  { key, reader }: { key?: string | undefined; reader: Reader },
): Promise<metrics.RunReport['worst']> {
  const metric = explanationMetrics.find((each) => key === undefined || keyOf(each) === key);
  if (!metric) {
    const keys = explanationMetrics.map(keyOf).join(', ');
    throw new ProblemError('invalid-request', {
      detail: `No metric of explanations is called ${key}. These are: ${keys}.`,
    });
  }
  const value = sql<number>`(${scores.entries} ->> ${keyOf(metric)})::float8`;
  return db
    .select({
      sha256: datasetImages.imageSha256,
      path: datasetImages.path,
      label: datasetImages.label,
      verdict: explanations.verdict,
      value,
    })
    .from(scores)
    .innerJoin(explanations, eq(explanations.id, scores.explanationId))
    .innerJoin(runs, eq(runs.id, scores.runId))
    .innerJoin(datasetImages, placeInDataset)
    .where(and(eq(scores.runId, runId), isNotNull(value), isShownTo(reader)))
    .orderBy(metric.better === 'higher' ? asc(value) : desc(value), datasetImages.path)
    .limit(most);
}
