import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { eq } from 'drizzle-orm';
import { ImportRefused } from '../rows/refusal.ts';
import type { DatasetEntry } from './manifest.ts';

const { datasets } = catalogSchema;

/**
 * The id of a dataset, made where it is new; title, licence and origin of one that exists stay.
 * @throws ImportRefused where it exists as another kind of dataset.
 */
export async function ensureDataset(db: Database, entry: DatasetEntry): Promise<string> {
  const { source: origin, ...rest } = entry;
  await db
    .insert(datasets)
    .values({ ...rest, origin })
    .onConflictDoNothing();
  const found = await findDataset(db, entry.slug);
  if (!found) throw new Error(`the dataset ${entry.slug} vanished while it was made`);
  for (const field of ['kind', 'localisation'] as const) {
    if (found[field] !== entry[field]) {
      const difference = `${field} ${found[field]}, not ${entry[field]}`;
      throw new ImportRefused(`The dataset ${entry.slug} exists with ${difference}: take another slug.`);
    }
  }
  return found.id;
}

export async function findDataset(db: Database, slug: string) {
  const [found] = await db.select().from(datasets).where(eq(datasets.slug, slug));
  return found;
}
