import { join, resolve } from 'node:path';
import type { inference } from '@fakexplain/contract';
import runtime from 'onnxruntime-node/package.json' with { type: 'json' };
import service from '../../../package.json' with { type: 'json' };
import { decodingOf } from '../../models/decoding.ts';
import type { Manifest } from '../../models/manifest-schema.ts';
import { ModelFailure, type Backend } from '../backend.ts';
import type { OpenOptions } from '../open-backend.ts';
import { runModule } from '../process/run-module.ts';
import { supervise, type Supervised } from '../process/supervise.ts';
import type { Prepared } from '../../../../../packages/vlm-onnx/src/convert/prepare-checkpoint.ts';
import { readProcessorConfig } from '../../../../../packages/vlm-onnx/src/checkpoint/processor-config.ts';
import { converter } from '../../../../../packages/vlm-onnx/src/convert/conversion.ts';
import {
  modelProtocol,
  type Answer,
  type Details,
  type ModelSetup,
  type Question,
} from './model-protocol.ts';
import { preparationProtocol } from './preparation-protocol.ts';
import { requireSameResize } from './require-same-resize.ts';
import type { Provider } from '../providers.ts';
import type { LocalSettings } from './settings.ts';

type Model = Supervised<Details, Question, string, Answer>;

/**
 * Opens a Qwen2.5-VL checkpoint that runs here, converting it first where that was not done yet. Uses the first of the
 * providers that answers a trial question, and says in `provenance` which it is and why not those before it.
 *
 * @throws ModelFailure where the checkpoint cannot be used or none of the providers is here; the signal's reason
 */
export async function openLocal(
  manifest: Manifest,
  settings: LocalSettings,
  options: OpenOptions,
): Promise<Backend> {
  const checkpoint = resolve(options.folder, settings.checkpoint);
  const setup = setupOf(manifest, settings, checkpoint);
  const prepared = await prepare(checkpoint, settings, options);
  requireSameResize(manifest, await readProcessorConfig(checkpoint));
  const reasons: string[] = [];
  for (const provider of settings.providers) {
    options.onStep?.(`loading the model on ${provider}`);
    try {
      const models = await openOn(provider, { ...setup, converted: prepared.converted }, settings, options);
      return backendOf(models, provenanceOf(provider, settings, prepared, models[0]?.ready ?? {}, reasons));
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error;
      reasons.push(`${provider}: ${error.message}`);
    }
  }
  throw new ModelFailure('model', `it runs on no provider that its manifest allows. ${reasons.join('; ')}`);
}

async function prepare(
  checkpoint: string,
  { weights, files, stuckAfter }: LocalSettings,
  { cacheFolder, signal, onStep }: OpenOptions,
): Promise<Prepared> {
  const module = await runModule(preparationProtocol, {
    module: new URL('preparation-module.ts', import.meta.url),
    as: 'thread',
    settings: { checkpoint, weights, files, cacheFolder: join(cacheFolder, 'onnx') },
    stuckAfter,
    openWithin: 24 * 3600,
    onStep,
    signal,
  });
  await module.close();
  return module.ready;
}

type Setup = Omit<ModelSetup, 'converted' | 'provider' | 'gpu'>;

function setupOf(manifest: Manifest, settings: LocalSettings, checkpoint: string): Setup {
  const { prompt, reading } = manifest;
  if (!prompt || !reading) throw new ModelFailure('model', 'its manifest has no prompt or no reading');
  if (settings.constrained && (reading.grammar !== 'qwen2.5-vl' || reading.space === 'norm-1'))
    throw new ModelFailure(
      'model',
      `constrained is for the grammar qwen2.5-vl with whole numbers, not for ${reading.grammar} in ${reading.space}`,
    );
  return {
    checkpoint,
    threads: settings.threads ?? null,
    prompt,
    decoding: decodingOf(manifest),
    minPixels: reading.resize?.minPixels ?? null,
    maxPixels: reading.resize?.maxPixels ?? null,
    constrainedTo: settings.constrained ? reading.space : null,
  };
}

/** A thread for the CPU, whose cores one model takes all; a process for each GPU. */
async function openOn(
  provider: Provider,
  setup: Setup & { converted: string },
  { gpus, stuckAfter }: LocalSettings,
  { signal }: OpenOptions,
): Promise<Model[]> {
  const opening = (provider === 'cuda' ? gpus : [0]).map((gpu) =>
    supervise(modelProtocol, {
      module: new URL('model-module.ts', import.meta.url),
      as: provider === 'cpu' ? 'thread' : 'process',
      settings: { ...setup, provider, gpu },
      stuckAfter,
      signal,
    }),
  );
  const settled = await Promise.allSettled(opening);
  const models = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = settled.find((one) => one.status === 'rejected');
  if (!failed) return models;
  await Promise.all(models.map((model) => model.close()));
  throw failed.reason;
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
    close: async () => {
      await Promise.all(models.map((model) => model.close()));
    },
  };
}

function provenanceOf(
  provider: Provider,
  { weights, constrained }: LocalSettings,
  { files }: Prepared,
  details: Details,
  passedOver: readonly string[],
): inference.Provenance {
  return {
    provider,
    versions: {
      'onnxruntime-node': runtime.version,
      [converter.name]: String(converter.version),
      [service.name]: service.version,
      node: process.versions.node,
    },
    checkpoint: files,
    details: {
      weights,
      constrained: constrained ? 'yes' : 'no',
      ...details,
      ...(passedOver.length > 0 && { 'passed over': passedOver.join('; ') }),
    },
  };
}
