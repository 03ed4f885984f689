import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { CheckpointError } from './checkpoint-error.ts';
import { elementBytes, type ElementType } from './elements.ts';

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
 * Reads a safetensors header: eight bytes of length, then JSON. Every tensor's extent is held against its shape and
 * the file's size.
 *
 * @throws CheckpointError naming the file and what does not fit
 */
export async function readHeader(handle: FileHandle, file: string): Promise<Map<string, TensorPlace>> {
  const { size } = await handle.stat();
  if (size < 8) throw new CheckpointError(`${file} is no safetensors file: it has only ${size} bytes`);
  const length = Number((await readExactly(handle, 0, 8, file)).readBigUInt64LE());
  if (length > longestHeader)
    throw new CheckpointError(`${file} is no safetensors file: its header would have ${length} bytes`);
  if (8 + length > size)
    throw new CheckpointError(`${file} is cut short: ${size} bytes, its header alone needs ${8 + length}`);
  const start = 8 + length;
  let json: unknown;
  try {
    json = JSON.parse((await readExactly(handle, 8, length, file)).toString('utf8'));
  } catch {
    throw new CheckpointError(`${file} is no safetensors file: its header is no JSON`);
  }
  const fields = header.safeParse(json);
  if (!fields.success)
    throw new CheckpointError(`${file} is no safetensors file: its header is no JSON object`);
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
