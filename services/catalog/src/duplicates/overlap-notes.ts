import type { Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { findDataset } from '../datasets/ensure-dataset.ts';
import { findNearImages } from './near-images.ts';

const distance = 3;

/** "7 of these images are also in fakeclue", a line for each other dataset, and one for those that nearly are others. */
export async function overlapNotes(db: Database, slug: string): Promise<string[]> {
  const dataset = await findDataset(db, slug);
  if (!dataset) return [];
  const shared = await db.execute<{ slug: string; images: number; contradicted: number }>(sql`
    select datasets.slug, count(*)::int as images,
      (count(*) filter (where other.label <> own.label))::int as contradicted
    from catalog.dataset_images own
    join catalog.dataset_images other
      on other.image_sha256 = own.image_sha256 and other.dataset_id <> own.dataset_id
    join catalog.datasets on datasets.id = other.dataset_id
    where own.dataset_id = ${dataset.id}
    group by datasets.slug
    order by datasets.slug`);
  const near = await findNearImages(db, dataset.id, distance, 'maintainer');
  return [
    ...[...shared].map(({ slug: other, images, contradicted }) => {
      const labels = contradicted > 0 ? `, ${contradicted} of them with the other label` : '';
      return `${images} of these images ${images === 1 ? 'is' : 'are'} also in ${other}${labels}`;
    }),
    ...(near.images > 0
      ? [
          `${near.images} of these images nearly ${near.images === 1 ? 'is another' : 'are others'} (at most ${distance} of 64 bits differ): see /datasets/${slug}/duplicates on the site`,
        ]
      : []),
  ];
}
