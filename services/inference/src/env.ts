import { delimiter, join, resolve } from 'node:path';
import { limitSetting, readEnvironment, serviceSettings } from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';
import { shippedModels } from './models/read-models.ts';
import { defaultWorkerSettings } from './runs/work/settings.ts';

/** Where `npm start` keeps its state. */
const dataDir = join(import.meta.dirname, '../../../.data');

const modelSettings = {
  /** Folders of manifests in addition to those that come with the service, separated as in PATH; theirs come first. */
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

/** The settings about models that both processes share. */
export function modelsFrom(env: { MODELS_DIRECTORY?: string | undefined; CACHE_DIRECTORY: string }) {
  const own = env.MODELS_DIRECTORY?.split(delimiter).map((folder) => resolve(folder)) ?? [];
  return {
    modelFolders: [...own, shippedModels],
    ownFolder: own[0] ?? null,
    cacheFolder: resolve(env.CACHE_DIRECTORY),
  };
}

/** Settings of the commands about models; manifests may name further variables. */
export const readModelCommandEnv = (environment: NodeJS.ProcessEnv) =>
  readEnvironment(z.object(modelSettings), environment);

/** Settings of the API; manifests may name further variables. */
export const readServiceEnv = () =>
  readEnvironment(
    z.object({
      ...serviceSettings(4_103),
      ...modelSettings,
      LIMIT_TRIAL: limitSetting('6, 3'),
    }),
  );

/** Settings of a worker; manifests may name further variables. */
export const readWorkerEnv = () =>
  readEnvironment(
    z.object({
      // Its port answers `/health` alone.
      ...serviceSettings(4_113),
      ...modelSettings,
      ...blobSettings,
      /** How often an image is tried in all, where its failures may pass. */
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
