import type { catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { isPublicImage, readEmbargoOfDataset } from '@fakexplain/database/embargo';
import { catalogSchema } from '@fakexplain/database/schema';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import { and, asc, count, eq, exists, inArray, isNull, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { findDataset } from '../datasets/ensure-dataset.ts';
import { findNearImages } from './near-images.ts';

const { datasetImages, datasets, images } = catalogSchema;
const mostGroups = 200;

type Place = catalog.Duplicates['groups'][number]['places'][number];

/**
 * Images of a dataset whose very bytes stand in other datasets, and those that nearly are others. Of many groups both
 * kinds are listed, nearest first. For the public, images under embargo are not compared. @throws ProblemError `not-found`
 */
export async function listDuplicates(
  db: Database,
  slug: string,
  { distance }: { distance: number },
  reader: Reader,
): Promise<catalog.Duplicates> {
  const dataset = await findDataset(db, slug);
  if (!dataset) throw new ProblemError('not-found', { detail: `There is no dataset ${slug}.` });
  const [same, near, pending, embargo] = await Promise.all([
    sameBytes(db, dataset.id, reader),
    findNearImages(db, dataset.id, distance, reader),
    countPending(db, dataset.id),
    readEmbargoOfDataset(db, slug),
  ]);
  const listedSame = same.slice(0, Math.max(mostGroups / 2, mostGroups - near.groups.length));
  const listedNear = near.groups.slice(0, mostGroups - listedSame.length);
  const places = await placesOf(db, [...listedSame, ...listedNear.flatMap(({ hashes }) => hashes)]);
  return {
    groups: [
      ...listedSame.map((sha256) => ({
        kind: 'same-bytes' as const,
        distance: 0,
        places: places.get(sha256) ?? [],
      })),
      ...listedNear.map(({ hashes, distance }) => ({
        kind: 'near' as const,
        distance,
        places: hashes.flatMap((sha256) => places.get(sha256) ?? []).toSorted(byPlace),
      })),
    ],
    sameBytes: same.length,
    near: near.images,
    pending,
    embargo: { ...embargo, withheld: reader === 'public' },
  };
}

const byPlace = (a: Place, b: Place) =>
  a.dataset === b.dataset ? (a.path < b.path ? -1 : 1) : a.dataset < b.dataset ? -1 : 1;

async function sameBytes(db: Database, datasetId: string, reader: Reader): Promise<string[]> {
  const elsewhere = alias(datasetImages, 'elsewhere');
  const rows = await db
    .select({ sha256: datasetImages.imageSha256 })
    .from(datasetImages)
    .where(
      and(
        eq(datasetImages.datasetId, datasetId),
        reader === 'public' ? isPublicImage(datasetImages.imageSha256) : undefined,
        exists(
          db
            .select({ one: sql`1` })
            .from(elsewhere)
            .where(
              and(
                eq(elsewhere.imageSha256, datasetImages.imageSha256),
                ne(elsewhere.datasetId, datasetImages.datasetId),
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(datasetImages.path));
  return rows.map(({ sha256 }) => sha256);
}

async function countPending(db: Database, datasetId: string): Promise<number> {
  const [row] = await db
    .select({ pending: count() })
    .from(datasetImages)
    .innerJoin(images, eq(images.sha256, datasetImages.imageSha256))
    .where(and(eq(datasetImages.datasetId, datasetId), isNull(images.perceptualHash)));
  return row?.pending ?? 0;
}

async function placesOf(db: Database, hashes: string[]): Promise<Map<string, Place[]>> {
  const places = new Map<string, Place[]>();
  if (hashes.length === 0) return places;
  const rows = await db
    .select({
      dataset: datasets.slug,
      path: datasetImages.path,
      sha256: datasetImages.imageSha256,
      label: datasetImages.label,
    })
    .from(datasetImages)
    .innerJoin(datasets, eq(datasets.id, datasetImages.datasetId))
    .where(inArray(datasetImages.imageSha256, hashes))
    .orderBy(datasets.slug, datasetImages.path);
  for (const place of rows) {
    const known = places.get(place.sha256);
    if (known) known.push(place);
    else places.set(place.sha256, [place]);
  }
  return places;
}
