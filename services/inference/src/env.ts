import { join, resolve } from 'node:path';
import { environmentOfStart, readEnvironment } from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';
import { shippedModels } from './models/read-models.ts';
import { defaultWorkerSettings } from './runs/work/settings.ts';

/** Where `npm start` keeps its state. */
const dataDir = join(import.meta.dirname, '../../../.data');

const common = {
  DATABASE_URL: z.url(),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Most connections to the database at a time. */
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  /** A folder of manifests besides those that come with this project; theirs come first. */
  MODELS_DIRECTORY: z.string().optional(),
  /** Where converted checkpoints are kept. */
  CACHE_DIRECTORY: z.string().default(join(dataDir, 'models-cache')),
};

const seconds = (usualMs: number) =>
  z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(usualMs / 1_000)
    .transform((value) => value * 1_000);

/** What both processes make of the settings about models. */
export function modelsFrom(env: { MODELS_DIRECTORY?: string | undefined; CACHE_DIRECTORY: string }) {
  const own = env.MODELS_DIRECTORY === undefined ? [] : [resolve(env.MODELS_DIRECTORY)];
  return { modelFolders: [...own, shippedModels], cacheFolder: resolve(env.CACHE_DIRECTORY) };
}

/** All that `npm run model` reads from the environment, besides the variables that manifests name. */
export const readModelCommandEnv = (environment: NodeJS.ProcessEnv) =>
  readEnvironment(
    z.object({ MODELS_DIRECTORY: common.MODELS_DIRECTORY, CACHE_DIRECTORY: common.CACHE_DIRECTORY }),
    environment,
  );

/** All that the API reads from the environment, besides the variables that manifests name. */
export const readServiceEnv = () =>
  readEnvironment(
    z.object({
      ...common,
      PORT: z.coerce.number().int().min(0).max(65_535).default(4_103),
      /** Addresses of the site and of proxies, whose X-Forwarded-For tells visitors apart. */
      TRUSTED_PROXIES: z.string().default('127.0.0.0/8, ::1'),
      /** What maintainers send as bearer token. */
      MAINTAINER_TOKEN: z
        .string()
        .regex(/^[\w~+/.-]{16,}=*$/, 'at least 16 letters, digits or any of _ ~ + / . -'),
    }),
  );

/** All that a worker reads from the environment, besides the variables that manifests name. */
export const readWorkerEnv = () =>
  readEnvironment(
    z.object({
      ...common,
      ...blobSettings,
      /** Answers `/health` alone. */
      PORT: z.coerce.number().int().min(0).max(65_535).default(4_104),
      /** Times that an image is tried in all, where its failures may pass. */
      IMAGE_ATTEMPTS: z.coerce.number().int().min(1).max(100).default(defaultWorkerSettings.attempts),
      /** Seconds until an image is tried for the second time. */
      IMAGE_RETRY_AFTER: seconds(defaultWorkerSettings.retryAfterMs),
      /** Models that are open at a time. */
      OPEN_MODELS: z.coerce.number().int().min(1).max(100).default(defaultWorkerSettings.openModels),
      /** Seconds that a model keeps its place where others wait for one. */
      MODEL_TURN: seconds(defaultWorkerSettings.turnMs),
      /** Seconds that a model stays open with nothing to do. */
      MODEL_KEEP_OPEN: seconds(defaultWorkerSettings.keepOpenMs),
    }),
  );

/** Where the service is that the command speaks to; what is not named is that of `npm start`. */
export function readGenerateCommandEnv(): { INFERENCE_URL: string; MAINTAINER_TOKEN: string } {
  const named = readEnvironment(
    z.object({
      INFERENCE_URL: z.url().optional(),
      MAINTAINER_TOKEN: z.string().optional(),
      DATA_DIR: z.string().default(dataDir),
    }),
  );
  const address = z.object({ INFERENCE_URL: z.url(), MAINTAINER_TOKEN: z.string() });
  // A service that is named gets no token of another.
  const start = named.INFERENCE_URL === undefined ? environmentOfStart(resolve(named.DATA_DIR)) : {};
  return readEnvironment(address, { ...start, ...named });
}
