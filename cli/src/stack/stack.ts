import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '@fakexplain/database';
import { startEmbedded } from '@fakexplain/database/embedded';
import { startService, type Service } from './child-service.ts';
import { freePort } from './free-port.ts';
import { makeDemo } from './make-demo.ts';
import { maintainerToken } from './maintainer-token.ts';
import { buildSite } from './site-build.ts';

const root = join(import.meta.dirname, '../../..');

export interface StackOptions {
  /** Where the database, the images and the maintainer's token are kept. */
  dataDir: string;
  /** Preferred port of the site; the next free one is taken when it is in use. */
  port: number;
  /** Interface the site listens on; the services stay on loopback. */
  host?: string;
  /** A PostgreSQL server to use instead of an embedded one. */
  databaseUrl?: string | undefined;
  /** Make the demo dataset and its study when they are not there. */
  demo: boolean;
  say(line: string): void;
  /** Whether progress may be drawn on the terminal. */
  terminal?: boolean;
}

export interface Stack {
  /** Where the site answers. */
  address: string;
  arena: Service;
  catalog: Service;
  metrics: Service;
  inference: Service;
  /** Takes the images of runs; more of them may be started elsewhere. */
  worker: Service;
  web: Service;
  databaseUrl: string;
  maintainerToken: string;
  /** Resolves with the first service that ended without being asked to. */
  failed: Promise<{ name: string; tail: string }>;
  stop(): Promise<void>;
}

/** Starts database, services and site, in order; what was started is stopped again when something fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, host = '127.0.0.1', say } = options;
  await mkdir(dataDir, { recursive: true });
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const part of started.splice(0).toReversed()) await part.stop();
  };
  const begin = async (part: Promise<Service>) => {
    const service = await part;
    started.push(service);
    return service;
  };
  try {
    await buildSite(say);
    const databaseUrl = options.databaseUrl ?? (await embedded());
    await migrate(databaseUrl).catch((error: unknown) => {
      if (options.databaseUrl === undefined || !(error instanceof Error)) throw error;
      throw new Error(`the PostgreSQL server that DATABASE_URL names: ${error.message}`, { cause: error });
    });
    const token = await maintainerToken(dataDir);
    const env = {
      DATABASE_URL: databaseUrl,
      MAINTAINER_TOKEN: token,
      BLOB_DIRECTORY: join(dataDir, 'blobs'),
    };
    const catalog = await begin(
      startService({
        name: 'catalog',
        entry: join(root, 'services/catalog/src/main.ts'),
        port: await freePort(),
        env,
        readyPath: '/health/ready',
      }),
    );
    const metrics = await begin(
      startService({
        name: 'metrics',
        entry: join(root, 'services/metrics/src/main.ts'),
        port: await freePort(),
        env,
        readyPath: '/health/ready',
      }),
    );
    const models = {
      ...env,
      MODELS_DIRECTORY: join(dataDir, 'models'),
      CACHE_DIRECTORY: join(dataDir, 'models-cache'),
    };
    const inference = await begin(
      startService({
        name: 'inference',
        entry: join(root, 'services/inference/src/main.ts'),
        port: await freePort(),
        env: models,
        readyPath: '/health/ready',
      }),
    );
    const worker = await begin(
      startService({
        name: 'inference worker',
        entry: join(root, 'services/inference/src/worker.ts'),
        port: await freePort(),
        env: models,
        readyPath: '/health/ready',
      }),
    );
    const arena = await begin(
      startService({
        name: 'arena',
        entry: join(root, 'services/arena/src/main.ts'),
        port: await freePort(),
        env,
        readyPath: '/health/ready',
      }),
    );
    if (options.demo) {
      await makeDemo({
        env,
        addresses: { ARENA_URL: arena.address, INFERENCE_URL: inference.address },
        say,
        terminal: options.terminal ?? false,
        workerEnded: worker.ended,
      });
    }
    const port = await freePort(options.port, host);
    if (options.port !== 0 && port !== options.port)
      say(`Port ${options.port} is taken; the site takes ${port}.`);
    const web = await begin(
      startService({
        name: 'web',
        entry: join(root, 'web/server.ts'),
        port,
        env: {
          HOST: host,
          ARENA_URL: arena.address,
          CATALOG_URL: catalog.address,
          METRICS_URL: metrics.address,
          INFERENCE_URL: inference.address,
        },
        readyPath: '/about',
      }),
    );
    const address = web.address.replace('127.0.0.1', 'localhost');
    await writeEnvironment(dataDir, {
      ...env,
      ARENA_URL: arena.address,
      CATALOG_URL: catalog.address,
      METRICS_URL: metrics.address,
      INFERENCE_URL: inference.address,
    });
    const failed = Promise.race(
      [catalog, metrics, inference, worker, arena, web].map(async ({ name, ended }) => ({
        name,
        tail: (await ended).tail.trim(),
      })),
    );
    const services = { arena, catalog, metrics, inference, worker, web };
    return { address, ...services, databaseUrl, maintainerToken: token, failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function embedded(): Promise<string> {
    const database = await startEmbedded({ dataDir: join(dataDir, 'postgres') });
    started.push(database);
    return database.url;
  }
}

/** What the import and study commands need to work on this stack, as a file for a shell to read. */
async function writeEnvironment(dataDir: string, env: Record<string, string>): Promise<void> {
  const quoted = Object.entries(env).map(
    ([name, value]) => `${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`,
  );
  await writeFile(join(dataDir, 'environment'), quoted.join(''), { mode: 0o600 });
}
