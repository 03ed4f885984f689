import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import { conversionFile, converter, type Conversion, type ConversionSettings } from './conversion.ts';
import { planGraphs } from './plan-graphs.ts';
import { readConfig } from '../checkpoint/read-config.ts';
import { encodeModel } from './encode-model.ts';
import { Checkpoint } from '../checkpoint/safetensors.ts';
import { hashSources } from '../checkpoint/source-hashes.ts';
import { writeDataFile } from './write-data-file.ts';

export type ConvertOptions = ConversionSettings & {
  /** A Hugging Face folder of a Qwen2.5-VL. */
  folder: string;
  /** The folder to be made; it must not exist yet, its parent is made where missing. */
  out: string;
  /** SHA-256 of the source files, where they are known already. */
  sources?: Record<string, string>;
  /** Bytes written so far, of all that will be. */
  onProgress?: ((progress: { written: number; total: number }) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Converts a checkpoint to the three graphs of graph-inputs.ts with their weights beside them and `conversion.json`.
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

/** Names the process too, so that what it leaves when it is killed can be told from what is being written. */
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
