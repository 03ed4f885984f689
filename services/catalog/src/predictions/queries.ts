import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { and, count, eq, isNull } from 'drizzle-orm';
import type { CatalogImage } from './match-images.ts';

const { datasetImages, explanations, images } = catalogSchema;

/** Every image of a dataset, by path. */
export function readCatalogImages(db: Database, datasetId: string): Promise<CatalogImage[]> {
  return db
    .select({
      sha256: images.sha256,
      width: images.width,
      height: images.height,
      path: datasetImages.path,
      label: datasetImages.label,
    })
    .from(datasetImages)
    .innerJoin(images, eq(images.sha256, datasetImages.imageSha256))
    .where(eq(datasetImages.datasetId, datasetId))
    .orderBy(datasetImages.path);
}

/** How many images of a dataset a run says nothing of. */
export async function countUnexplained(
  db: Database,
  { datasetId, runId }: { datasetId: string; runId: string },
): Promise<number> {
  const [found] = await db
    .select({ images: count() })
    .from(datasetImages)
    .leftJoin(
      explanations,
      and(eq(explanations.runId, runId), eq(explanations.imageSha256, datasetImages.imageSha256)),
    )
    .where(and(eq(datasetImages.datasetId, datasetId), isNull(explanations.id)));
  return found?.images ?? 0;
}
