import type { Database, Transaction } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { eq, sql } from 'drizzle-orm';
import { ImportRefused } from '../rows/refusal.ts';
import type { DatasetEntry, Manifest } from './manifest.ts';

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

/** Until the transaction ends, nobody else brings anything into this dataset: imports take turns by batch. */
export async function lockDataset(tx: Transaction, datasetId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`import ${datasetId}`}, 0))`);
}

/** A manifest for rows that come without one: of the dataset as it is, or of one about which nothing is known. */
export async function manifestOfDataset(db: Database, slug: string): Promise<Manifest> {
  const { title, kind, licence, origin, localisation } = (await findDataset(db, slug)) ?? {
    title: slug,
    kind: 'other' as const,
    licence: 'unknown',
    origin: 'unknown',
    localisation: 'visible_artifact' as const,
  };
  return { dataset: { slug, title, kind, licence, source: origin, localisation }, images: new Map() };
}
