import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { Database } from '@fakexplain/database';
import { addDataset, type DatasetImage } from '@fakexplain/fixtures/catalog';
import { drawNumber } from '@fakexplain/fixtures/images';
import { directoryBlobs } from '@fakexplain/service-kit/blobs';
import { startService, type Service } from '../../cli/src/stack/child-service.ts';
import { freePort } from '../../cli/src/stack/free-port.ts';

const source = join(import.meta.dirname, '../../services/inference/src');

export interface InferencePlace {
  databaseUrl: string;
  /** Holds the manifests, the images and what models keep. */
  folder: string;
  /** A free one unless told. */
  port?: number;
  /** Further settings. */
  env?: Record<string, string>;
}

const start = async (entry: string, { databaseUrl, folder, port, env }: InferencePlace): Promise<Service> =>
  startService({
    name: `inference ${entry}`,
    entry: join(source, entry),
    port: port ?? (await freePort()),
    env: {
      DATABASE_URL: databaseUrl,
      BLOB_DIRECTORY: join(folder, 'blobs'),
      MODELS_DIRECTORY: folder,
      CACHE_DIRECTORY: join(folder, 'cache'),
      LOG_LEVEL: 'fatal',
      ...env,
    },
    readyPath: '/health/ready',
  });

/** A real process of the inference service's API. */
export const startInference = (place: InferencePlace) => start('main.ts', place);

/** A real process of a worker. A model server knows it by `key`, if that is given. */
export const startWorker = (place: InferencePlace, key = '') =>
  start('worker.ts', { ...place, env: { ...place.env, MODEL_SERVER_KEY: key } });

/** Puts a manifest of a served model into the folder. */
export async function writeServedModel(
  folder: string,
  slug: string,
  { url, constraint = 'none', concurrency = 8 }: { url: string; constraint?: string; concurrency?: number },
): Promise<void> {
  const manifest = `slug: ${slug}
name: ${slug}
description: A model server of the tests.
family: fake
task: explain
licence: CC0-1.0
origin: made for a test
backend:
  kind: served
  endpoints: ['${url}']
  apiKey: \${MODEL_SERVER_KEY:-}
  model: fake
  constraint: ${constraint}
  concurrency: ${concurrency}
  firstTokenTimeout: 60
  idleTimeout: 5
  attempts: 3
  firstDelay: 0.01
  longestDelay: 0.05
prompt: { user: Is it generated? }
reading: { grammar: qwen2.5-vl, space: original }
`;
  await writeFile(join(folder, `${slug}.yaml`), manifest);
}

/** A dataset of numbered images, with their bytes in the blob store. @returns their hashes, in order of hash */
export async function fillDataset(
  { db, folder }: { db: Database; folder: string },
  slug: string,
  count: number,
): Promise<string[]> {
  const blobs = directoryBlobs(join(folder, 'blobs'));
  const images = Array.from({ length: count }, (_, number) => drawNumber(number));
  const hashes = images.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  await Promise.all(images.map((bytes) => blobs.put(bytes, 'image/png')));
  const places = hashes.map((sha256, at): [string, DatasetImage] => [
    `${at}.png`,
    { sha256, width: 56, height: 56, byteSize: images[at]?.length ?? 0, label: 'generated' },
  ]);
  await addDataset(db, slug, Object.fromEntries(places));
  return hashes.toSorted();
}
