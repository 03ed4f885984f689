import { fillBackend } from '../models/fill-backend.ts';
import type { Manifest } from '../models/manifest-schema.ts';
import type { Environment } from '../models/placeholders.ts';
import { ModelFailure, type Backend } from './backend.ts';
import { openGraph } from './graph/open-graph.ts';
import { openLocal } from './local/open-local.ts';
import { onGround } from './on-ground.ts';
import { openPredictions } from './predictions/open-predictions.ts';
import { openServed } from './served/open-served.ts';

export interface OpenOptions {
  /** Folder of the manifest file, which its paths start from. */
  folder: string;
  /** Where converted checkpoints are kept. */
  cacheFolder: string;
  /** What placeholders such as `${FAKEXPLAINER_7B_ENDPOINT}` stand for. */
  environment: Environment;
  signal?: AbortSignal | undefined;
  /** What is being done before the model can be asked, for a person: converting, loading, probing. */
  onStep?: ((step: string) => void) | undefined;
}

/**
 * Opens the model of a manifest.
 * @throws ModelFailure with the fault `model`, in words that say what is missing
 */
export async function openBackend(manifest: Manifest, options: OpenOptions): Promise<Backend> {
  const { backend, missing } = fillBackend(manifest.backend, options);
  if (!backend) throw new ModelFailure('model', `set ${[...new Set(missing)].join(' and ')}`);
  switch (backend.kind) {
    case 'served':
      return onGround(await openServed(manifest, backend, options));
    case 'predictions':
      return openPredictions(backend, options);
    case 'local':
      return onGround(await openLocal(manifest, backend, options));
    case 'graph':
      return onGround(await openGraph(backend, options));
  }
}
