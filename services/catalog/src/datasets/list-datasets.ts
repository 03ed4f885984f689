import type { catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { count, eq, sql } from 'drizzle-orm';

const { datasetImages, datasets, explanations, runs } = catalogSchema;

/** Every dataset with its counts, by slug; only the one of `slug` where it is given. */
export async function listDatasets(db: Database, slug?: string): Promise<catalog.Dataset[]> {
  const imageCounts = db
    .select({
      datasetId: datasetImages.datasetId,
      images: count().as('images'),
      real: sql<number>`count(*) filter (where ${datasetImages.label} = 'real')`.mapWith(Number).as('real'),
    })
    .from(datasetImages)
    .groupBy(datasetImages.datasetId)
    .as('image_counts');
  const explanationCounts = db
    .select({ datasetId: runs.datasetId, explanations: count().as('explanations') })
    .from(explanations)
    .innerJoin(runs, eq(runs.id, explanations.runId))
    .groupBy(runs.datasetId)
    .as('explanation_counts');
  const rows = await db
    .select({
      dataset: datasets,
      images: imageCounts.images,
      real: imageCounts.real,
      explanations: explanationCounts.explanations,
    })
    .from(datasets)
    .leftJoin(imageCounts, eq(imageCounts.datasetId, datasets.id))
    .leftJoin(explanationCounts, eq(explanationCounts.datasetId, datasets.id))
    .where(slug === undefined ? undefined : eq(datasets.slug, slug))
    .orderBy(datasets.slug);
  return rows.map(({ dataset, images, real, explanations }) => ({
    slug: dataset.slug,
    title: dataset.title,
    kind: dataset.kind,
    licence: dataset.licence,
    origin: dataset.origin,
    localisation: dataset.localisation,
    language: dataset.language,
    images: images ?? 0,
    real: real ?? 0,
    generated: (images ?? 0) - (real ?? 0),
    explanations: explanations ?? 0,
    createdAt: dataset.createdAt.toISOString(),
  }));
}
