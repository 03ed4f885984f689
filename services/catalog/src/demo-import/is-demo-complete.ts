import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { count, eq } from 'drizzle-orm';
import { standIns } from '../../../../demo/draw/sources/index.ts';
import { listDatasets } from '../datasets/list-datasets.ts';

const { datasets, explanations, runs, sources } = catalogSchema;

/** Whether the dataset `demo` has images, each explained by every stand-in and the reference. */
export async function isDemoComplete(db: Database): Promise<boolean> {
  const [dataset] = await listDatasets(db, 'demo');
  if (!dataset || dataset.images === 0) return false;
  const explained = await db
    .select({ source: sources.slug, images: count() })
    .from(explanations)
    .innerJoin(runs, eq(runs.id, explanations.runId))
    .innerJoin(datasets, eq(datasets.id, runs.datasetId))
    .innerJoin(sources, eq(sources.id, runs.sourceId))
    .where(eq(datasets.slug, 'demo'))
    .groupBy(sources.slug);
  const whole = new Set(
    explained.filter(({ images }) => images >= dataset.images).map(({ source }) => source),
  );
  return ['demo-reference', ...standIns.map(({ slug }) => slug)].every((slug) => whole.has(slug));
}
