import { readFile } from 'node:fs/promises';
import { z } from 'zod';

export interface FloatTensor {
  shape: number[];
  values: Float32Array;
}

const headerSchema = z.record(
  z.string(),
  z.object({
    dtype: z.enum(['F32', 'F16']),
    shape: z.array(z.int()),
    data_offsets: z.tuple([z.int(), z.int()]),
  }),
);

/** All tensors of a safetensors file as float32. */
export async function readSafetensors(file: string): Promise<Map<string, FloatTensor>> {
  const bytes = await readFile(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: _, ...header } = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  const data = bytes.subarray(8 + length);
  return new Map(
    Object.entries(headerSchema.parse(header)).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const part = Buffer.from(data.subarray(from, to));
        const values = new Float32Array(part.length / (dtype === 'F32' ? 4 : 2));
        for (let at = 0; at < values.length; at += 1)
          values[at] = dtype === 'F32' ? part.readFloatLE(at * 4) : fromFloat16(part.readUInt16LE(at * 2));
        return [name, { shape, values }];
      },
    ),
  );
}

function fromFloat16(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
