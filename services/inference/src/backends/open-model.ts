import type { inference } from '@fakexplain/contract';
import type { Manifest } from '../models/manifest-schema.ts';
import type { Environment } from '../models/placeholders.ts';
import { readModels } from '../models/read-models.ts';
import { ModelFailure, type Backend } from './backend.ts';
import { openBackend } from './open-backend.ts';

/** A model with everything that decides how it answers. */
export interface ModelToOpen {
  manifest: Manifest;
  /** Replaces the manifest's own; null where the model decodes no text. */
  decoding: inference.Decoding | null;
}

export interface OpeningOptions {
  signal: AbortSignal;
  onStep?: ((step: string) => void) | undefined;
}

/** @throws ModelFailure; the signal's reason when aborted */
export type OpenModel = (model: ModelToOpen, options: OpeningOptions) => Promise<Backend>;

/** Equal for two models if and only if one open backend can serve both. */
export const identityOfModel = ({ manifest, decoding }: ModelToOpen) => JSON.stringify([manifest, decoding]);

/**
 * Opens models by the manifest that a run stored when it was started. Paths in it are relative to the folder that has the
 * manifest of that slug now, because the database does not know where a worker keeps its models.
 */
export function modelOpener({
  modelFolders,
  cacheFolder,
  environment,
}: {
  modelFolders: readonly string[];
  cacheFolder: string;
  environment: Environment;
}): OpenModel {
  return async ({ manifest, decoding }, options) => {
    const { models } = await readModels(modelFolders);
    const found = models.find((model) => model.manifest.slug === manifest.slug);
    if (!found)
      throw new ModelFailure(
        'model',
        `there is no manifest of ${manifest.slug} in ${modelFolders.join(' or ')}`,
      );
    const settled = decoding ? { ...manifest, decoding } : manifest;
    return openBackend(settled, { folder: found.folder, cacheFolder, environment, ...options });
  };
}
