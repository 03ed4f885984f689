import { join, resolve } from 'node:path';
import { inference } from '@fakexplain/contract';
import service from '../../../package.json' with { type: 'json' };
import { decodingOf } from '../../models/decoding.ts';
import type { Manifest } from '../../models/manifest-schema.ts';
import { ModelFailure, type Backend } from '../backend.ts';
import type { OpenOptions } from '../open-backend.ts';
import { supervise, type Supervised } from '../process/supervise.ts';
import type { Provider } from '../providers.ts';
import {
  modelProtocol,
  type About,
  type Answer,
  type ModelSetup,
  type Question,
  type Ready,
} from './model-protocol.ts';
import type { LocalSettings } from './settings.ts';

type Model = Supervised<Ready, Question, string, Answer>;

/**
 * Opens a Qwen2.5-VL checkpoint that runs here, which converts it first where that was not done yet. Uses the first of
 * the providers that answers a trial question, and says in `provenance` which it is and why not those before it.
 *
 * @throws ModelFailure where the checkpoint cannot be used or none of the providers is here; the signal's reason
 */
export async function openLocal(
  manifest: Manifest,
  settings: LocalSettings,
  options: OpenOptions,
): Promise<Backend> {
  const setup = setupOf(manifest, settings, options);
  const reasons: string[] = [];
  for (const provider of settings.providers) {
    try {
      const { models, about } = await openOn(provider, setup, settings, options);
      try {
        requireSameResize(manifest, about.resize);
      } catch (error) {
        await closeAll(models);
        throw error;
      }
      return backendOf(models, provenanceOf(provider, settings, about, reasons));
    } catch (error) {
      if (error instanceof ProviderFailure) reasons.push(`${provider}: ${error.message}`);
      else throw error;
    }
  }
  throw new ModelFailure('model', `it runs on no provider that its manifest allows. ${reasons.join('; ')}`);
}

/** A provider is not here or cannot run the model; another one may. */
class ProviderFailure extends Error {}

type Setup = Omit<ModelSetup, 'provider' | 'gpu'>;

function setupOf(
  manifest: Manifest,
  { checkpoint, weights, files, threads, constrained }: LocalSettings,
  { folder, cacheFolder }: OpenOptions,
): Setup {
  const { prompt, reading } = manifest;
  if (!prompt || !reading) throw new ModelFailure('model', 'its manifest has no prompt or no reading');
  if (constrained && (reading.grammar !== 'qwen2.5-vl' || reading.space === 'norm-1'))
    throw new ModelFailure(
      'model',
      `constrained is for the grammar qwen2.5-vl with whole numbers, not for ${reading.grammar} in ${reading.space}`,
    );
  return {
    checkpoint: resolve(folder, checkpoint),
    cacheFolder: join(cacheFolder, 'onnx'),
    weights,
    files,
    threads,
    prompt,
    // A manifest of this backend leaves nothing out.
    decoding: inference.decodingSchema.parse(decodingOf(manifest)),
    minPixels: reading.resize?.minPixels,
    maxPixels: reading.resize?.maxPixels,
    constrainedTo: constrained ? reading.space : undefined,
  };
}

/**
 * A thread for the CPU, whose cores one model takes all; a process for each GPU. The first one converts the checkpoint
 * for all.
 */
async function openOn(
  provider: Provider,
  setup: Setup,
  { gpus, stuckAfter }: LocalSettings,
  { signal, onStep }: OpenOptions,
): Promise<{ models: Model[]; about: About }> {
  const open = (gpu: number): Promise<Model> =>
    supervise(modelProtocol, {
      module: new URL('model-module.ts', import.meta.url),
      as: provider === 'cpu' ? 'thread' : 'process',
      settings: { ...setup, provider, gpu },
      stuckAfter,
      onStep: gpu === first ? onStep : undefined,
      signal,
    }).catch((error: unknown) => {
      throw error instanceof ModelFailure ? new ProviderFailure(error.message, { cause: error }) : error;
    });
  const [first = 0, ...others] = provider === 'cuda' ? gpus : [0];
  const model = await open(first);
  if ('refused' in model.ready) {
    await model.close();
    throw new ModelFailure('model', model.ready.refused);
  }
  const settled = await Promise.allSettled(others.map(open));
  const models = [model, ...settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))];
  const failed = settled.find((one) => one.status === 'rejected');
  if (!failed) return { models, about: model.ready };
  await closeAll(models);
  throw failed.reason;
}

async function closeAll(models: readonly Model[]): Promise<void> {
  await Promise.all(models.map((model) => model.close()));
}

/** Qwen2.5-VL's own sizes, which `smartResize` takes where a manifest does not say otherwise. */
const defaultResize = { factor: 28, minPixels: 56 * 56, maxPixels: 12_845_056 };

/**
 * Boxes in `qwen-smart-resized` count pixels of the image as it was resized for the model, so that a reader of the boxes
 * must resize as the model's processor does. The manifest may set other areas than the checkpoint, but must then say so,
 * and must say what the checkpoint has where that is not what Qwen2.5-VL has.
 *
 * @throws ModelFailure with the lines that the manifest lacks
 */
function requireSameResize({ reading }: Manifest, shown: About['resize']): void {
  if (reading?.space !== 'qwen-smart-resized') return;
  const read = { ...defaultResize, ...reading.resize };
  const keys = ['factor', 'minPixels', 'maxPixels'] as const;
  if (keys.every((key) => read[key] === shown[key])) return;
  const lines = keys.map((key) => `${key}: ${shown[key]}`).join(', ');
  throw new ModelFailure(
    'model',
    `boxes would be read in another size than the model sees: its image processor resizes otherwise than the manifest says; write reading.resize: { ${lines} }`,
  );
}

function backendOf(models: readonly Model[], provenance: inference.Provenance): Backend {
  const workers = models.map((model) => ({ model, requests: 0 }));
  return {
    provenance,
    concurrency: models.length,
    async generate({ sha256, bytes, width, height }, { signal, onText } = {}) {
      signal?.throwIfAborted();
      const worker = workers.reduce((least, other) => (other.requests < least.requests ? other : least));
      worker.requests += 1;
      try {
        const onEvent = (text: string) => void (text !== '' && onText?.(text));
        const answer = await worker.model.ask({ key: sha256, bytes, width, height }, { signal, onEvent });
        return { kind: 'text', ...answer, probability: null };
      } finally {
        worker.requests -= 1;
      }
    },
    close: () => closeAll(models),
  };
}

function provenanceOf(
  provider: Provider,
  { constrained }: LocalSettings,
  { versions, files, settings }: About,
  passedOver: readonly string[],
): inference.Provenance {
  return {
    provider,
    versions: { ...versions, [service.name]: service.version, node: process.versions.node },
    checkpoint: files,
    details: {
      ...settings,
      constrained: constrained ? 'yes' : 'no',
      ...(passedOver.length > 0 && { 'passed over': passedOver.join('; ') }),
    },
  };
}
