/// <reference lib="es2025.float16" />

/** How a GGUF file stores the numbers of a matrix. */
export type WeightType = 'F32' | 'Q8_0' | 'Q4_0';

/** ggml's numbers of the types (ggml.h). */
export const typeCodes: Readonly<Record<WeightType, number>> = { F32: 0, Q4_0: 2, Q8_0: 8 };

const blockSize = 32;

/** Whether rows of this length can be cut into blocks. */
export const fitsBlocks = (columns: number) => columns % blockSize === 0;

/**
 * A matrix as ggml stores it, row by row in blocks of 32: a float16 scale, then the numbers (ggml-quants.c,
 * `quantize_row_q8_0_ref` and `quantize_row_q4_0_ref`).
 */
export function encodeWeights(values: Float32Array, type: WeightType): Uint8Array {
  if (type === 'F32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bytes = 2 + (type === 'Q8_0' ? blockSize : blockSize / 2);
  const out = new DataView(new ArrayBuffer((values.length / blockSize) * bytes));
  const write = type === 'Q8_0' ? writeQ8 : writeQ4;
  for (let from = 0, to = 0; from < values.length; from += blockSize, to += bytes)
    write(values.subarray(from, from + blockSize), out, to);
  return new Uint8Array(out.buffer);
}

function writeQ8(block: Float32Array, out: DataView, to: number): void {
  const scale = largest(block, Math.abs) / 127;
  out.setFloat16(to, scale, true);
  block.forEach((value, at) => out.setInt8(to + 2 + at, scale === 0 ? 0 : Math.round(value / scale)));
}

/** The numbers of the first half of a block stand in the lower four bits, those of the second in the upper four. */
function writeQ4(block: Float32Array, out: DataView, to: number): void {
  const peak = block.reduce((so, value) => (Math.abs(value) > Math.abs(so) ? value : so), 0);
  const scale = peak / -8;
  out.setFloat16(to, scale, true);
  const half = blockSize / 2;
  const nibble = (value = 0) => (scale === 0 ? 8 : Math.min(15, Math.trunc(value / scale + 8.5)));
  for (let at = 0; at < half; at += 1)
    out.setUint8(to + 2 + at, nibble(block[at]) | (nibble(block[at + half]) << 4));
}

const largest = (values: Float32Array, of: (value: number) => number) =>
  values.reduce((so, value) => Math.max(so, of(value)), 0);
