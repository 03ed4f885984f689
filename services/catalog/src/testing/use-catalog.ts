import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { directoryBlobs, type BlobStore } from '@fakexplain/service-kit/blobs';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll } from 'vitest';
import { directoryUploads, type Uploads } from '../imports/uploads.ts';

export interface Catalog extends ClonedDatabase {
  blobs: BlobStore;
  blobDirectory: string;
  uploads: { store: Uploads; maxBytes: number; keptDays: number };
}

/** A catalog for a suite, written with the rights that the service has; call at the top of the file. */
export function useCatalog(): () => Catalog {
  let catalog: Catalog | undefined;
  let uploadsDirectory = '';
  beforeAll(async () => {
    const blobDirectory = await mkdtemp(join(tmpdir(), 'fakexplain-blobs-'));
    const database = await cloneDatabase({ role: 'fakexplain_catalog' });
    uploadsDirectory = await mkdtemp(join(tmpdir(), 'fakexplain-uploads-'));
    const uploads = { store: directoryUploads(uploadsDirectory), maxBytes: 100 * 2 ** 20, keptDays: 7 };
    catalog = { ...database, blobs: directoryBlobs(blobDirectory), blobDirectory, uploads };
  });
  afterAll(async () => {
    if (!catalog) return;
    await catalog.close();
    await rm(catalog.blobDirectory, { recursive: true });
    await rm(uploadsDirectory, { recursive: true });
  });
  return () => {
    if (!catalog) throw new Error('the catalog is made before the tests');
    return catalog;
  };
}

/** Everything that a dataset holds, without ids and times, so that equal imports give equal results. */
export async function contentOf({ db }: Catalog, dataset: string) {
  const images = await db.execute(sql`
    select path, label, generator, category, fold, group_key, images.sha256, width, height, media_type, byte_size
    from catalog.dataset_images
    join catalog.images on sha256 = image_sha256
    join catalog.datasets on datasets.id = dataset_id
    where slug = ${dataset}
    order by path`);
  const explanations = await db.execute(sql`
    select sources.slug as source, runs.title as run, dataset_images.path, verdict, probability, tags, reasoning,
      regions, raw_text, grammar, coordinate_space, reading_settings, parse_status, parse_problems,
      encode(content_hash, 'hex') as content_hash
    from catalog.explanations
    join catalog.runs on runs.id = run_id
    join catalog.sources on sources.id = source_id
    join catalog.datasets on datasets.id = runs.dataset_id
    join catalog.dataset_images
      on dataset_images.dataset_id = datasets.id and dataset_images.image_sha256 = explanations.image_sha256
    where datasets.slug = ${dataset}
    order by 1, 2, 3`);
  return { images: [...images], explanations: [...explanations] };
}
