import { recordChange, type Database, type Transaction } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { eq, sql } from 'drizzle-orm';
import { ImportRefused } from '../rows/refusal.ts';
import type { DatasetEntry, Manifest } from './manifest.ts';

const { datasets } = catalogSchema;

/**
 * The id of a dataset, made where it is new; title, licence and origin of one that exists stay. Its language is what was said
 * last: what it is compared by follows.
 * @throws ImportRefused where it exists as another kind of dataset.
 */
export async function ensureDataset(db: Database, entry: DatasetEntry): Promise<string> {
  const { source: origin, ...rest } = entry;
  await db.transaction(async (tx) => {
    const before = await findDataset(tx, entry.slug);
    const insert = tx.insert(datasets).values({ ...rest, origin });
    await (entry.language === undefined
      ? insert.onConflictDoNothing()
      : insert.onConflictDoUpdate({ target: datasets.slug, set: { language: entry.language } }));
    const after = await findDataset(tx, entry.slug);
    if (before?.language === after?.language && before) return;
    const subject = { kind: 'dataset', name: entry.slug } as const;
    await recordChange(tx, { action: 'makeDataset', subject, before: before ?? null, after: after ?? null });
  });
  const found = await checkDataset(db, entry);
  if (!found) throw new Error(`the dataset ${entry.slug} vanished while it was made`);
  return found.id;
}

/**
 * The dataset of this slug, where it exists.
 * @throws ImportRefused where it is another kind of dataset
 */
export async function checkDataset(db: Database, entry: DatasetEntry) {
  const found = await findDataset(db, entry.slug);
  if (!found) return undefined;
  for (const field of ['kind', 'localisation'] as const) {
    if (found[field] !== entry[field]) {
      const difference = `${field} ${found[field]}, not ${entry[field]}`;
      throw new ImportRefused(`The dataset ${entry.slug} exists with ${difference}: take another slug.`);
    }
  }
  return found;
}

export async function findDataset(db: Database | Transaction, slug: string) {
  const [found] = await db.select().from(datasets).where(eq(datasets.slug, slug));
  return found;
}

/** Locks the dataset until the transaction ends, so that concurrent imports into it take turns by batch. */
export async function lockDataset(tx: Transaction, datasetId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`import ${datasetId}`}, 0))`);
}

/** The manifest of rows that come without one: the dataset as it is stored, or one with unknown facts. */
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
