/** Bits, numbers a scale, and whether blocks have a zero point of their own or the middle of the range. */
export type BlockFormat = { bits: 4 | 8; blockSize: number; zeroPoints: boolean };

/** Rows quantised in blocks along each row, as `com.microsoft.MatMulNBits` takes them. */
export type QuantisedRows = {
  /** [rows, blocks, blockSize · bits / 8]; of two 4-bit numbers in a byte the first is in the low half. */
  packed: Uint8Array;
  /** [rows, blocks] */
  scales: Float32Array;
  /** [rows, blocks · bits / 8 rounded up], packed like the numbers; null where all are the middle of the range. */
  zeroPoints: Uint8Array | null;
};

/** Bytes a row takes in each of the three arrays (scales as float32). */
export function quantisedRowBytes(columns: number, { bits, blockSize, zeroPoints }: BlockFormat) {
  const blocks = columns / blockSize;
  return {
    packed: (columns * bits) / 8,
    scales: blocks * 4,
    zeroPoints: zeroPoints ? Math.ceil((blocks * bits) / 8) : 0,
  };
}

/**
 * Rounds each block to the nearest of 2^bits evenly spaced values, number ≈ (q − zero point) · scale.
 * Without zero points the scale is set by the number farthest from 0, with its sign, so that this one is exact at q = 0;
 * with them the range runs from the least to the greatest number, 0 included.
 *
 * @param values whole rows of `columns` numbers; columns a multiple of the block size
 */
export function quantiseRows(values: Float32Array, columns: number, format: BlockFormat): QuantisedRows {
  const { bits, blockSize } = format;
  const rows = values.length / columns;
  const blocks = columns / blockSize;
  const bytes = quantisedRowBytes(columns, format);
  const packed = new Uint8Array(rows * bytes.packed);
  const scales = new Float32Array(rows * blocks);
  const zeroPoints = format.zeroPoints ? new Uint8Array(rows * bytes.zeroPoints) : null;
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block < blocks; block++) {
      const start = row * columns + block * blockSize;
      const numbers = values.subarray(start, start + blockSize);
      const { scale, zero } = format.zeroPoints ? spanScale(numbers, bits) : peakScale(numbers, bits);
      scales[row * blocks + block] = scale;
      if (zeroPoints) put(zeroPoints, row * bytes.zeroPoints, block, zero, bits);
      packBlock(numbers, scale, zero, bits, packed.subarray((start * bits) / 8));
    }
  }
  return { packed, scales, zeroPoints };
}

function peakScale(numbers: Float32Array, bits: number) {
  let peak = 0;
  for (const number of numbers) if (Math.abs(number) > Math.abs(peak)) peak = number;
  const zero = 2 ** (bits - 1);
  return { scale: Math.fround(peak / -zero), zero };
}

function spanScale(numbers: Float32Array, bits: number) {
  let least = 0;
  let greatest = 0;
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > greatest) greatest = number;
  }
  const scale = Math.fround((greatest - least) / (2 ** bits - 1));
  return { scale, zero: scale === 0 ? 0 : Math.round(-least / scale) };
}

function packBlock(
  numbers: Float32Array,
  scale: number,
  zero: number,
  bits: 4 | 8,
  target: Uint8Array,
): void {
  const greatest = 2 ** bits - 1;
  const inverse = scale === 0 ? 0 : 1 / scale;
  const level = (i: number) =>
    Math.min(greatest, Math.max(0, Math.round((numbers[i] ?? 0) * inverse) + zero));
  if (bits === 8) for (let i = 0; i < numbers.length; i++) target[i] = level(i);
  else for (let i = 0; i < numbers.length; i += 2) target[i >> 1] = level(i) | (level(i + 1) << 4);
}

function put(bytes: Uint8Array, start: number, index: number, value: number, bits: number): void {
  if (bits === 8) bytes[start + index] = value;
  else bytes[start + (index >> 1)] = (bytes[start + (index >> 1)] ?? 0) | (value << (4 * (index & 1)));
}
