import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, inference, type ClientOptions } from '@fakexplain/contract';
import { connect, createLimiter, type Bucket } from '@fakexplain/database';
import { cloneDatabase, maintainerKey } from '@fakexplain/database/testing';
import { addDataset, hashOf, type DatasetImage } from '@fakexplain/fixtures/catalog';
import { createLogger, parseTrustedProxies } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { createApp } from '../app.ts';
import type { OpenModel } from '../backends/open-model.ts';
import type { Dependencies } from '../dependencies.ts';
import { FileHashes } from '../models/file-hashes.ts';
import { defaultWorkerSettings, type WorkerSettings } from '../runs/work/settings.ts';
import { Worker } from '../runs/work/worker.ts';
import { KeptModels } from '../trials/kept-models.ts';
import { scriptedModels } from './scripted-models.ts';

export const logger = createLogger('inference-test', process.env['TEST_LOG_LEVEL'] ?? 'silent');

/** Every image is the bytes of its own hash. */
const testBlobs: BlobStore = {
  put: async () => '',
  has: async () => true,
  remove: async () => undefined,
  get: async (sha256) => ({
    size: 64,
    mediaType: 'image/png',
    bytes: async () => new TextEncoder().encode(sha256),
    stream: async () => new Blob([sha256]).stream(),
  }),
};

const manifestOf = (slug: string) => `slug: ${slug}
name: Model ${slug}
description: made for a test
family: script
task: explain
licence: CC0-1.0
origin: made for a test
backend: { kind: served, endpoints: ['http://127.0.0.1:9/v1'], model: script }
prompt: { system: Be brief., user: Is it generated? }
decoding: { maxTokens: 50, seed: 3 }
reading: { grammar: plain, space: original }
`;

/** The service's app over a database of its own, without a port, with models and workers that a test scripts. */
export async function startInference({
  models = ['steady', 'other'],
  openModel = scriptedModels().openModel,
  trial,
  ...overrides
}: Partial<Dependencies> & { models?: string[]; openModel?: OpenModel; trial?: Bucket } = {}) {
  const database = await cloneDatabase();
  const { db, sql, close } = connect(database.url, { role: 'fakexplain_inference' });
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-models-'));
  for (const slug of models) await writeFile(join(folder, `${slug}.yaml`), manifestOf(slug));
  const stopping = new AbortController();
  const registry = { modelFolders: [folder], ownFolder: folder, environment: {}, hashes: new FileHashes() };
  const kept = new KeptModels(openModel, { most: 2, idleMs: 60_000 });
  const app = createApp({
    db,
    sql,
    registry,
    kept,
    limiter: createLimiter(sql, { buckets: trial ? { trial } : {}, clock: () => new Date() }),
    trustedProxies: parseTrustedProxies('127.0.0.1'),
    clock: () => new Date(),
    stopping: stopping.signal,
    logger,
    ...overrides,
  });
  /** The app as one at an address sees it. */
  const options = (token?: string, from = '192.0.2.1'): ClientOptions => ({
    baseUrl: 'http://inference',
    token,
    fetch: async (input, init) =>
      app.request(new Request(input, init), undefined, { incoming: { socket: { remoteAddress: from } } }),
  });
  const maintainer = options(maintainerKey);
  const workers = new Set<Worker>();
  return {
    app,
    database,
    db,
    folder,
    as: options,
    maintainer,
    /** A dataset of images with these names; each stands in a fold, by turns. */
    addDataset: async (slug: string, count: number) => {
      const names = Array.from({ length: count }, (_, at) => `${slug} ${at}`);
      const places = names.map((name, at): [string, DatasetImage] => [
        name,
        { height: 80, byteSize: 64, label: 'generated', fold: at % 4 },
      ]);
      await addDataset(database.db, slug, Object.fromEntries(places));
      return names.map(hashOf);
    },
    startRun: (body: inference.NewRun) => call(inference.startRun, { body }, maintainer),
    readRun: (run: string) => call(inference.readRun, { params: { run } }, maintainer),
    startWorker: (openModel: OpenModel, settings: Partial<WorkerSettings> = {}, blobs = testBlobs) => {
      const worker = new Worker({
        databaseUrl: database.url,
        db,
        blobs,
        openModel,
        settings: { ...defaultWorkerSettings, retryAfterMs: 1, lookEveryMs: 50, graceMs: 1_000, ...settings },
        logger,
      });
      workers.add(worker);
      return worker;
    },
    close: async () => {
      stopping.abort();
      for (const worker of workers) await worker.stop();
      await kept.close();
      await close();
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type TestInference = Awaited<ReturnType<typeof startInference>>;
