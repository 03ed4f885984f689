import type { Database } from '@fakexplain/database';
import { findDataset } from './ensure-dataset.ts';
import type { Manifest } from './manifest.ts';

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
