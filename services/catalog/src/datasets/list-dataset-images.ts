import type { catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { isPublicImage, readEmbargoOfDataset } from '@fakexplain/database/embargo';
import { catalogSchema } from '@fakexplain/database/schema';
import type { Verdict } from '@fakexplain/explanation';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import { and, count, eq, gt, inArray } from 'drizzle-orm';
import { findDataset } from './ensure-dataset.ts';
import { listDatasets } from './list-datasets.ts';

const { datasetImages, explanations, images, runs } = catalogSchema;

export interface ImagePage {
  /** The last path of the page before. */
  after?: string | undefined;
  limit: number;
  label?: Verdict | undefined;
}

/** One page of a dataset's images, by path, for the public without those under embargo. @throws ProblemError `not-found` */
export async function listDatasetImages(
  db: Database,
  slug: string,
  { after, limit, label }: ImagePage,
  reader: Reader,
) {
  const [[dataset], found, embargo] = await Promise.all([
    listDatasets(db, slug),
    findDataset(db, slug),
    readEmbargoOfDataset(db, slug),
  ]);
  const withheld = reader === 'public';
  if (!dataset || !found) throw new ProblemError('not-found', { detail: `There is no dataset ${slug}.` });
  const rows = await db
    .select()
    .from(datasetImages)
    .innerJoin(images, eq(images.sha256, datasetImages.imageSha256))
    .where(
      and(
        eq(datasetImages.datasetId, found.id),
        after === undefined ? undefined : gt(datasetImages.path, after),
        label === undefined ? undefined : eq(datasetImages.label, label),
        withheld && embargo.count > 0 ? isPublicImage(datasetImages.imageSha256) : undefined,
      ),
    )
    .orderBy(datasetImages.path)
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const explained = await countExplanations(
    db,
    found.id,
    page.map((row) => row.images.sha256),
  );
  return {
    dataset,
    images: page.map(({ dataset_images: place, images: image }): catalog.DatasetImage => ({
      sha256: image.sha256,
      path: place.path,
      width: image.width,
      height: image.height,
      label: place.label,
      generator: place.generator,
      category: place.category,
      fold: place.fold,
      explanations: explained.get(image.sha256) ?? 0,
    })),
    embargo: { ...embargo, withheld },
    next: rows.length > limit ? (page.at(-1)?.dataset_images.path ?? null) : null,
  };
}

async function countExplanations(
  db: Database,
  datasetId: string,
  hashes: string[],
): Promise<Map<string, number>> {
  const rows = await db
    .select({ sha256: explanations.imageSha256, explanations: count() })
    .from(explanations)
    .innerJoin(runs, eq(runs.id, explanations.runId))
    .where(and(eq(runs.datasetId, datasetId), inArray(explanations.imageSha256, hashes)))
    .groupBy(explanations.imageSha256);
  return new Map(rows.map((row) => [row.sha256, row.explanations]));
}
