import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from './checkpoint-error.ts';
import { decodeElements, elementBytes, type ElementType } from './elements.ts';
import { readJson } from './read-json.ts';

const single = 'model.safetensors';
const indexFile = 'model.safetensors.index.json';
const index = z.object({
  weight_map: z.record(
    z.string(),
    z.string().regex(/^[^/\\]+\.safetensors$/, 'a file name in the same folder'),
  ),
});

/** Elements in a chunk: 16 MiB as float32. */
const chunkElements = 1 << 22;

type Shard = { path: string; handle: FileHandle };
type Located = TensorPlace & { shard: Shard };

/**
 * The names of a folder's weight files: one `model.safetensors`, or those its index lists.
 *
 * @throws CheckpointError if there is neither
 */
export async function weightFiles(folder: string): Promise<{ files: string[]; index: string | null }> {
  if (await exists(join(folder, single))) return { files: [single], index: null };
  if (!(await exists(join(folder, indexFile))))
    throw new CheckpointError(`${folder} has neither ${single} nor ${indexFile}`);
  const map = await readWeightMap(folder);
  return { files: [...new Set(Object.values(map))].toSorted(), index: indexFile };
}

async function readWeightMap(folder: string): Promise<Record<string, string>> {
  return (await readJson(folder, indexFile, index)).weight_map;
}

/** The tensors of a Hugging Face folder, read by position: no file is ever in memory as a whole. */
export class Checkpoint implements AsyncDisposable {
  readonly #folder: string;
  readonly #shards: Shard[] = [];
  readonly #tensors = new Map<string, Located>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws CheckpointError for missing, damaged or truncated files */
  static async open(folder: string): Promise<Checkpoint> {
    const checkpoint = new Checkpoint(folder);
    try {
      await checkpoint.#load();
    } catch (error) {
      await checkpoint.close();
      throw error;
    }
    return checkpoint;
  }

  async #load(): Promise<void> {
    const { files, index } = await weightFiles(this.#folder);
    for (const file of files) {
      const path = join(this.#folder, file);
      const handle = await open(path).catch((error: unknown) => {
        throw new CheckpointError(
          `${path} cannot be opened: ${error instanceof Error ? error.message : error}`,
        );
      });
      const shard = { path, handle };
      this.#shards.push(shard);
      for (const [name, place] of await readHeader(handle, path))
        this.#tensors.set(name, { ...place, shard });
    }
    if (index === null) return;
    for (const [name, file] of Object.entries(await readWeightMap(this.#folder))) {
      if (this.#tensors.get(name)?.shard.path !== join(this.#folder, file))
        throw new CheckpointError(`${join(this.#folder, file)} lacks ${name}, which ${index} places there`);
    }
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** @throws CheckpointError if there is no such tensor, or it has another shape or an element type that is not read */
  #find(name: string, shape: readonly number[]): Located & { width: number } {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new CheckpointError(`${this.#folder} lacks the tensor ${name}`);
    const where = `${tensor.shard.path}, tensor ${name}`;
    if (tensor.shape.join() !== shape.join())
      throw new CheckpointError(
        `${where}: its shape is [${tensor.shape.join(', ')}]; by config.json it should be [${shape.join(', ')}]`,
      );
    const width = elementBytes(tensor.type);
    if (width === undefined)
      throw new CheckpointError(
        `${where}: elements of type ${tensor.type} are not read, only F32, F16 and BF16`,
      );
    return { ...tensor, width };
  }

  /** As reading it would, without reading it. */
  check(name: string, shape: readonly number[]): void {
    this.#find(name, shape);
  }

  /**
   * A tensor's numbers in order, in chunks of whole rows (of its first axis) where a row is less than a chunk.
   *
   * @param shape what it must have
   */
  async *read(name: string, shape: readonly number[]): AsyncGenerator<Float32Array> {
    const { shard, offset, length, width, type } = this.#find(name, shape);
    const row = shape.slice(1).reduce((product, side) => product * side, 1);
    const chunk = Math.max(1, Math.floor(chunkElements / row)) * row * width;
    for (let done = 0; done < length; done += chunk) {
      const bytes = await readExactly(
        shard.handle,
        offset + done,
        Math.min(chunk, length - done),
        shard.path,
      );
      yield decodeElements(type, bytes);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#shards.map(({ handle }) => handle.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await using _ = await open(file);
    return true;
  } catch {
    return false;
  }
}

/** Where a tensor lies in its file: `offset` and `length` in bytes from the file's beginning. */
export type TensorPlace = { type: ElementType; shape: number[]; offset: number; length: number };

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const header = z.record(z.string(), z.unknown());

/** The format's own limit, which keeps a wrong file from being read into memory. */
const longestHeader = 100_000_000;

/**
 * Reads a safetensors header: eight bytes of length, then JSON. Every tensor's extent is compared with its shape and
 * the file's size.
 *
 * @throws CheckpointError naming the file and what does not fit
 */
export async function readHeader(handle: FileHandle, file: string): Promise<Map<string, TensorPlace>> {
  const { size } = await handle.stat();
  if (size < 8) throw new CheckpointError(`${file} is not a safetensors file: it has only ${size} bytes`);
  const length = Number((await readExactly(handle, 0, 8, file)).readBigUInt64LE());
  if (length > longestHeader)
    throw new CheckpointError(`${file} is not a safetensors file: its header would have ${length} bytes`);
  if (8 + length > size)
    throw new CheckpointError(`${file} is cut short: ${size} bytes, its header alone needs ${8 + length}`);
  const start = 8 + length;
  let json: unknown;
  try {
    json = JSON.parse((await readExactly(handle, 8, length, file)).toString('utf8'));
  } catch {
    throw new CheckpointError(`${file} is not a safetensors file: its header is not JSON`);
  }
  const fields = header.safeParse(json);
  if (!fields.success)
    throw new CheckpointError(`${file} is not a safetensors file: its header is not a JSON object`);
  const places = new Map<string, TensorPlace>();
  for (const [name, value] of Object.entries(fields.data)) {
    if (name === '__metadata__') continue;
    const place = placeOf(name, value, start, file);
    if (place.offset + place.length > size)
      throw new CheckpointError(
        `${file} is cut short: ${size} bytes, but ${name} ends at ${place.offset + place.length}`,
      );
    places.set(name, place);
  }
  return places;
}

function placeOf(name: string, value: unknown, start: number, file: string): TensorPlace {
  const parsed = entry.safeParse(value);
  if (!parsed.success) throw new CheckpointError(`${file}, tensor ${name}: ${z.prettifyError(parsed.error)}`);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  const length = offsets[1] - offsets[0];
  const bytes = elementBytes(dtype);
  const elements = shape.reduce((product, side) => product * side, 1);
  if (bytes !== undefined && length !== elements * bytes)
    throw new CheckpointError(
      `${file}, tensor ${name}: [${shape.join(', ')}] of ${dtype} has ${elements * bytes} bytes, not ${length}`,
    );
  return { type: dtype, shape, offset: start + offsets[0], length };
}

/** Reads `length` bytes at `offset` into a buffer of its own. */
export async function readExactly(handle: FileHandle, offset: number, length: number, file: string) {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(buffer, done, length - done, offset + done);
    if (bytesRead === 0)
      throw new CheckpointError(`${file} ends at byte ${offset + done}, before its tensors do`);
    done += bytesRead;
  }
  return buffer;
}
