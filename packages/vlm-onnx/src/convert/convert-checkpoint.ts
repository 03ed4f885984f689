import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import { planGraphs } from './plan-graphs.ts';
import { readConfig } from '../checkpoint/model-config.ts';
import { encodeModel } from './encode-model.ts';
import { Checkpoint } from '../checkpoint/safetensors.ts';
import { hashSources } from '../checkpoint/file-hashes.ts';
import { writeDataFile } from './data-file.ts';
import { z } from 'zod';

/** Raise the version with every change that makes other files from the same checkpoint. */
export const converter = { name: 'fakexplain-qwen2.5-vl', version: 3 } as const;

export const conversionFile = 'conversion.json';

const settings = {
  /**
   * How the weights are stored; arithmetic is in float32, as Qwen2.5's activations leave the range of float16.
   * With int8 and int4 the linear layers of the text model are quantised in blocks along their input, which is rounded to
   * 8 bits in the same blocks, and the word embeddings and the vision tower, whose sizes do not divide into blocks, are
   * float16.
   */
  weights: z.enum(['float32', 'float16', 'int8', 'int4']),
  /** Numbers that share a scale (int8 and int4). */
  blockSize: z.literal([16, 32, 64, 128]),
  /** Whether each block has a zero point too (int8 and int4). */
  zeroPoints: z.boolean(),
};

const settingsSchema = z.object(settings);
export type ConversionSettings = z.infer<typeof settingsSchema>;

/** `conversion.json`: what made a folder, from what, and how large its files are in bytes. */
export const conversionSchema = z.object({
  converter: z.object({ name: z.literal(converter.name), version: z.int() }),
  ...settings,
  sources: z.record(z.string(), z.string()),
  files: z.record(z.string(), z.int()),
});
export type Conversion = z.infer<typeof conversionSchema>;

export type ConvertOptions = ConversionSettings & {
  /** A Hugging Face folder of a Qwen2.5-VL. */
  folder: string;
  /** The folder to be made; it must not exist yet, its parent is made where missing. */
  out: string;
  /** SHA-256 of the source files, where they are known already. */
  sources?: Record<string, string>;
  /** Bytes written so far, of the total. */
  onProgress?: ((progress: { written: number; total: number }) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Converts a checkpoint to the graphs of graph-inputs.ts with their weights next to them, and `conversion.json`.
 * All is written under another name and renamed when it is complete and on the disk, so `out` is whole or absent.
 * Tensors are read and written in chunks of 16 MB, so memory does not grow with the checkpoint.
 *
 * @throws CheckpointError for another architecture, missing, misshapen or damaged tensors; the signal's reason
 */
export async function convertCheckpoint(options: ConvertOptions): Promise<Conversion> {
  const { folder, out, onProgress, signal, weights, blockSize, zeroPoints } = options;
  const config = await readConfig(folder);
  await using checkpoint = await Checkpoint.open(folder);
  const plan = planGraphs(config, checkpoint, options);
  const sources = options.sources ?? (await hashSources(folder, { signal }));
  const partial = partialName(out);
  await mkdir(partial, { recursive: true });
  try {
    const sizes: Record<string, number> = {};
    const total = plan.files.reduce((sum, { bytes }) => sum + bytes, 0);
    let written = 0;
    for (const file of plan.files) {
      await using handle = await open(join(partial, file.location), 'wx');
      const onBytes = (bytes: number) => onProgress?.({ written: (written += bytes), total });
      await writeDataFile(file, checkpoint, handle, { onBytes, signal });
      await handle.sync();
      sizes[file.location] = file.size;
    }
    for (const { name, graph } of plan.graphs) {
      const bytes = encodeModel(graph, { name: converter.name, version: String(converter.version) });
      await writeSynced(join(partial, name), bytes);
      sizes[name] = bytes.length;
    }
    signal?.throwIfAborted();
    const conversion: Conversion = { converter, weights, blockSize, zeroPoints, sources, files: sizes };
    await writeSynced(join(partial, conversionFile), `${JSON.stringify(conversion, null, 2)}\n`);
    await rename(partial, out).catch((error: unknown) => {
      if (isTaken(error)) throw new OutputExistsError(out);
      throw error;
    });
    return conversion;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Names the process too: what a killed process left must not look like what another one is writing. */
function partialName(out: string): string {
  return `${out}.partial-${process.pid}-${randomUUID()}@${hostname()}`;
}

/** Who was making a folder of this name, if it is one that is not complete. */
export function partialMaker(name: string): { pid: number; host: string } | null {
  const match = /\.partial-(\d+)-[0-9a-f-]{36}@(.*)$/.exec(name);
  return match ? { pid: Number(match[1]), host: match[2] ?? '' } : null;
}

/** The folder to be made exists, perhaps since another process was faster. */
export class OutputExistsError extends CheckpointError {
  override name = 'OutputExistsError';
  constructor(out: string) {
    super(`${out} exists already`);
  }
}

function isTaken(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(String(error.code))
  );
}

async function writeSynced(path: string, content: Uint8Array | string): Promise<void> {
  await using handle = await open(path, 'wx');
  await handle.writeFile(content);
  await handle.sync();
}
