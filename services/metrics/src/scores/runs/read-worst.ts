import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import { and, asc, desc, eq, isNotNull } from 'drizzle-orm';

const { datasetImages, explanations, runs } = catalogSchema;
const { scores } = metricsSchema;

const columns = {
  iou_union: { column: scores.iouUnion, worstFirst: asc },
  bleu2: { column: scores.bleu2, worstFirst: asc },
  rouge_l: { column: scores.rougeL, worstFirst: asc },
  false_alarm_area: { column: scores.falseAlarmArea, worstFirst: desc },
};
export type WorstMetric = keyof typeof columns;

const most = 24;

/** The images on which a run does worst by a metric, worst first; those alike by path. */
export async function readWorst(
  db: Database,
  runId: string,
  metric: WorstMetric,
): Promise<metrics.RunReport['worst']> {
  const { column, worstFirst } = columns[metric];
  const rows = await db
    .select({
      sha256: datasetImages.imageSha256,
      path: datasetImages.path,
      label: datasetImages.label,
      verdict: explanations.verdict,
      value: column,
    })
    .from(scores)
    .innerJoin(explanations, eq(explanations.id, scores.explanationId))
    .innerJoin(runs, eq(runs.id, scores.runId))
    .innerJoin(
      datasetImages,
      and(
        eq(datasetImages.datasetId, runs.datasetId),
        eq(datasetImages.imageSha256, explanations.imageSha256),
      ),
    )
    .where(and(eq(scores.runId, runId), isNotNull(column)))
    .orderBy(worstFirst(column), datasetImages.path)
    .limit(most);
  return rows.flatMap(({ value, ...row }) => (value === null ? [] : [{ ...row, value }]));
}
