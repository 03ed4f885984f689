import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Tensors a checkpoint of golden/checkpoints.py consists of, by their published names. */
export type Shapes = Record<string, number[]>;
type ElementType = 'F32' | 'F16' | 'BF16';

/** The 32-bit hashes of `checkpoints.py`: murmur3's finaliser of the name's FNV-1a and the index. */
function hashes(name: string, count: number): Uint32Array {
  let seed = 0x811c9dc5;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  return Uint32Array.from({ length: count }, (_, i) => {
    let h = (Math.imul(i, 0x9e3779b1) + seed) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return h ^ (h >>> 16);
  });
}

/** Multiples of scale / 128 from −scale up to scale. */
export function uniform(name: string, count: number, scale: number): Float32Array {
  return Float32Array.from(hashes(name, count), (hash) => (((hash >>> 24) - 128) / 128) * scale);
}

/** The numbers of a tensor, the same in float32, float16 and bfloat16. */
export function tensorValues(name: string, shape: readonly number[]): Float32Array {
  const count = shape.reduce((product, side) => product * side, 1);
  if (shape.length === 1) {
    if (!name.endsWith('weight')) return uniform(name, count, 0.25);
    return uniform(name, count, 0.5).map((value) => Math.floor((value + 1) * 128) / 128);
  }
  const scale = 2 ** Math.floor(Math.log2(Math.sqrt((6 * (shape[0] ?? 1)) / count)));
  return uniform(name, count, name.includes('embed_tokens') ? scale / 4 : scale);
}

/**
 * Writes a Hugging Face folder: `config.json`, and the tensors in one file or in shards with an index.
 *
 * @param values replaces the numbers of `tensorValues`
 */
export async function writeCheckpoint(
  folder: string,
  { config, shapes }: { config: unknown; shapes: Shapes },
  {
    type = 'F32',
    shards = 1,
    values = tensorValues,
  }: { type?: ElementType; shards?: number; values?: typeof tensorValues } = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const names = Object.keys(shapes);
  const weightMap: Record<string, string> = {};
  for (let shard = 0; shard < shards; shard++) {
    const number = (value: number) => String(value).padStart(5, '0');
    const file =
      shards === 1 ? 'model.safetensors' : `model-${number(shard + 1)}-of-${number(shards)}.safetensors`;
    const own = names.filter((_, i) => i % shards === shard);
    for (const name of own) weightMap[name] = file;
    await writeFile(
      join(folder, file),
      safetensors(
        own.map((name) => ({ name, shape: shapes[name] ?? [], values: values(name, shapes[name] ?? []) })),
        type,
      ),
    );
  }
  if (shards > 1)
    await writeFile(
      join(folder, 'model.safetensors.index.json'),
      JSON.stringify({ metadata: {}, weight_map: weightMap }),
    );
}

/** The bytes of a safetensors file. */
export function safetensors(
  tensors: { name: string; shape: number[]; values: Float32Array }[],
  type: ElementType,
): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const bodies: Uint8Array[] = [];
  let end = 0;
  for (const { name, shape, values } of tensors) {
    const body = encode(values, type);
    header[name] = { dtype: type, shape, data_offsets: [end, (end += body.length)] };
    bodies.push(body);
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...bodies]);
}

function encode(values: Float32Array, type: ElementType): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * (type === 'F32' ? 4 : 2)));
  values.forEach((value, i) => {
    if (type === 'F32') view.setFloat32(i * 4, value, true);
    else if (type === 'F16') view.setUint16(i * 2, float16Bits(value), true);
    else view.setUint16(i * 2, bits(value) >>> 16, true);
  });
  return new Uint8Array(view.buffer);
}

function bits(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0);
}

/** For numbers that are normal in float16 and need no rounding, and 0. */
function float16Bits(value: number): number {
  if (value === 0) return 0;
  const exponent = ((bits(value) >>> 23) & 0xff) - 127 + 15;
  return ((value < 0 ? 1 : 0) << 15) | (exponent << 10) | ((bits(value) >>> 13) & 0x3ff);
}
