import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { and, count, eq, isNotNull, sql } from 'drizzle-orm';
import { placeInDataset } from './place-in-dataset.ts';
import { calibration } from '../metrics/detection/calibration.ts';

const { datasetImages, explanations, runs } = catalogSchema;

type Outputs = Pick<metrics.RunReport, 'confusion' | 'calibration' | 'parsing'>;

/** How a run's outputs parsed, regardless of their scores. */
export async function readOutputs(db: Database, runId: string): Promise<Outputs> {
  const [confusion, bins, parsing] = await Promise.all([
    readConfusion(db, runId),
    readCalibration(db, runId),
    readParsing(db, runId),
  ]);
  return { confusion, calibration: bins, parsing };
}

const ofRun = (runId: string) => eq(explanations.runId, runId);

async function readConfusion(db: Database, runId: string): Promise<Outputs['confusion']> {
  const rows = await db
    .select({ label: datasetImages.label, verdict: explanations.verdict, images: count() })
    .from(explanations)
    .innerJoin(runs, eq(runs.id, explanations.runId))
    .innerJoin(datasetImages, placeInDataset)
    .where(ofRun(runId))
    .groupBy(datasetImages.label, explanations.verdict);
  const none = { real: 0, generated: 0, unparsed: 0 };
  const confusion = { real: { ...none }, generated: { ...none } };
  for (const { label, verdict, images } of rows) confusion[label][verdict ?? 'unparsed'] = images;
  return confusion;
}

async function readCalibration(db: Database, runId: string): Promise<Outputs['calibration']> {
  const rows = await db
    .select({ probability: explanations.probability, label: datasetImages.label })
    .from(explanations)
    .innerJoin(runs, eq(runs.id, explanations.runId))
    .innerJoin(datasetImages, placeInDataset)
    .where(and(ofRun(runId), isNotNull(explanations.probability)))
    // Sums in another order differ in their last digit.
    .orderBy(explanations.imageSha256);
  const { bins } = calibration(
    rows.map(({ probability }) => probability ?? 0),
    rows.map(({ label }) => (label === 'generated' ? 1 : 0)),
  );
  return bins.flatMap(({ from, to, n, meanProbability, shareGenerated }) =>
    meanProbability === null || shareGenerated === null
      ? []
      : [{ from, to, n, mean: meanProbability, generated: shareGenerated }],
  );
}

async function readParsing(db: Database, runId: string): Promise<Outputs['parsing']> {
  const [statuses, problems] = await Promise.all([
    db
      .select({ status: explanations.parseStatus, images: count() })
      .from(explanations)
      .where(ofRun(runId))
      .groupBy(explanations.parseStatus),
    db.execute<{ code: string; images: number }>(sql`
      select problem ->> 'code' as code, count(distinct id)::int as images
      from catalog.explanations, jsonb_array_elements(parse_problems) as problem
      where run_id = ${runId}
      group by code
      order by images desc, code`),
  ]);
  const n = statuses.reduce((sum, { images }) => sum + images, 0);
  const counted = (status: string) => {
    const k = statuses.find((row) => row.status === status)?.images ?? 0;
    return { k, n, share: n > 0 ? k / n : null };
  };
  return {
    ok: counted('ok'),
    partial: counted('partial'),
    failed: counted('failed'),
    problems: problems.map(({ code, images }) => ({ code, images })),
  };
}
