import { join } from 'node:path';
import { env, InferenceSession } from 'onnxruntime-node';
import { cacheNames, graphFiles } from '../convert/graph-inputs.ts';

// Errors are thrown; without this they are written to the standard error as well.
env.logLevel = 'fatal';

/** An execution provider of onnxruntime. */
export type Provider = 'cpu' | 'cuda' | 'webgpu';

export interface Sessions {
  vision: InferenceSession;
  embed: InferenceSession;
  decoder: InferenceSession;
  /** The decoder's cache stays where the provider computes; otherwise it is in this process's memory. */
  cacheOnDevice: boolean;
}

export interface SessionSettings {
  /** Of the converted checkpoint. */
  folder: string;
  /** Layers of the decoder. */
  layers: number;
  provider: Provider;
  /** Which GPU, for `cuda`. */
  gpu: number;
  /** Threads of `cpu`; onnxruntime chooses by default. */
  threads: number | undefined;
}

/**
 * Opens the three graphs with one execution provider.
 * @throws where the provider is not here: onnxruntime takes no other in its place, though it runs single operations that a
 *   provider lacks on the CPU
 */
export async function openSessions(settings: SessionSettings): Promise<Sessions> {
  const { folder, layers, provider, gpu, threads } = settings;
  const cacheOnDevice = provider === 'webgpu';
  const common: InferenceSession.SessionOptions = {
    executionProviders: [provider === 'cuda' ? { name: provider, deviceId: gpu } : provider],
    ...(provider === 'cpu' && threads !== undefined && { intraOpNumThreads: threads }),
  };
  const open = (file: string, options: InferenceSession.SessionOptions = {}) =>
    InferenceSession.create(join(folder, file), { ...common, ...options });
  const cacheOutputs = Array.from({ length: layers }, (_, layer) => cacheNames(layer)).flatMap(
    ({ presentKey, presentValue }) => [presentKey, presentValue],
  );
  return {
    vision: await open(graphFiles.vision),
    embed: await open(graphFiles.embed),
    decoder: cacheOnDevice
      ? await open(graphFiles.deviceDecoder, {
          preferredOutputLocation: Object.fromEntries(cacheOutputs.map((name) => [name, 'gpu-buffer'])),
        })
      : await open(graphFiles.decoder),
    cacheOnDevice,
  };
}
