import { encodeWeights, typeCodes, type WeightType } from './block-weights.ts';

/** A value of GGUF's metadata, with the type it is written as. */
export type GgufValue =
  | { u32: number }
  | { f32: number }
  | { bool: boolean }
  | { string: string }
  | { strings: readonly string[] }
  | { i32s: readonly number[] }
  | { f32s: readonly number[] };

/** A tensor; `shape` slowest first, as PyTorch has it. */
export interface GgufTensor {
  name: string;
  shape: readonly number[];
  values: Float32Array;
  /** F32 unless told. */
  type?: WeightType;
}

const alignment = 32;
const codes = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;

/** The bytes of a GGUF file, version 3 (ggml-org/ggml, docs/gguf.md), little-endian. */
export function encodeGguf(
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Uint8Array {
  const entries = Object.entries(metadata);
  const head: Buffer[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(entries.length)];
  for (const [key, value] of entries) head.push(text(key), ...encodeValue(value));
  let offset = 0;
  const bodies: Uint8Array[] = [];
  for (const { name, shape, values, type = 'F32' } of tensors) {
    const body = encodeWeights(values, type);
    head.push(
      text(name),
      u32(shape.length),
      ...shape.toReversed().map(u64),
      u32(typeCodes[type]),
      u64(offset),
    );
    bodies.push(padded(body));
    offset = aligned(offset + body.length);
  }
  return Buffer.concat([padded(Buffer.concat(head)), ...bodies]);
}

function encodeValue(value: GgufValue): Buffer[] {
  if ('u32' in value) return [u32(codes.u32), u32(value.u32)];
  if ('f32' in value) return [u32(codes.f32), f32(value.f32)];
  if ('bool' in value) return [u32(codes.bool), Buffer.of(value.bool ? 1 : 0)];
  if ('string' in value) return [u32(codes.string), text(value.string)];
  const array = (code: number, items: Buffer[]) => [u32(codes.array), u32(code), u64(items.length), ...items];
  if ('strings' in value) return array(codes.string, value.strings.map(text));
  if ('i32s' in value) return array(codes.i32, value.i32s.map(i32));
  return array(codes.f32, value.f32s.map(f32));
}

const written = (size: number, write: (buffer: Buffer) => void) => {
  const buffer = Buffer.alloc(size);
  write(buffer);
  return buffer;
};
const u32 = (value: number) => written(4, (buffer) => buffer.writeUInt32LE(value));
const i32 = (value: number) => written(4, (buffer) => buffer.writeInt32LE(value));
const f32 = (value: number) => written(4, (buffer) => buffer.writeFloatLE(value));
const u64 = (value: number) => written(8, (buffer) => buffer.writeBigUInt64LE(BigInt(value)));
const text = (value: string) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
};
const aligned = (length: number) => Math.ceil(length / alignment) * alignment;
const padded = (bytes: Uint8Array) =>
  Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)]);
