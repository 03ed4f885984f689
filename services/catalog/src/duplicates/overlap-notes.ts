import type { Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { findDataset } from '../datasets/ensure-dataset.ts';
import { findNearPictures } from './near-pictures.ts';

const distance = 3;

/** "7 of these pictures are also in fakeclue", a line for each other dataset, and one for those that nearly are others. */
export async function overlapNotes(db: Database, slug: string): Promise<string[]> {
  const dataset = await findDataset(db, slug);
  if (!dataset) return [];
  const shared = await db.execute<{ slug: string; pictures: number; contradicted: number }>(sql`
    select datasets.slug, count(*)::int as pictures,
      (count(*) filter (where other.label <> own.label))::int as contradicted
    from catalog.dataset_images own
    join catalog.dataset_images other
      on other.image_sha256 = own.image_sha256 and other.dataset_id <> own.dataset_id
    join catalog.datasets on datasets.id = other.dataset_id
    where own.dataset_id = ${dataset.id}
    group by datasets.slug
    order by datasets.slug`);
  const near = await findNearPictures(db, dataset.id, distance);
  return [
    ...[...shared].map(({ slug: other, pictures, contradicted }) => {
      const labels = contradicted > 0 ? `, ${contradicted} of them with the other label` : '';
      return `${pictures} of these pictures ${pictures === 1 ? 'is' : 'are'} also in ${other}${labels}`;
    }),
    ...(near.pictures > 0
      ? [
          `${near.pictures} of these pictures nearly ${near.pictures === 1 ? 'is another' : 'are others'} (at most ${distance} of 64 bits differ): see /datasets/${slug}/duplicates on the site`,
        ]
      : []),
  ];
}
