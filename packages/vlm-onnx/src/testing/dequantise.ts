import type { BlockFormat, QuantisedRows } from '../convert/block-quantise.ts';

/** The numbers that MatMulNBits multiplies by, read bit by bit from its documented layout. */
export function dequantise(rows: QuantisedRows, columns: number, format: BlockFormat): Float32Array {
  const { bits, blockSize } = format;
  const blocks = columns / blockSize;
  const read = (bytes: Uint8Array, row: number, rowBytes: number, index: number) => {
    const byte = bytes[row * rowBytes + Math.floor((index * bits) / 8)] ?? NaN;
    return bits === 8 ? byte : Math.floor(byte / 16 ** (index % 2)) % 16;
  };
  return Float32Array.from({ length: (rows.packed.length * 8) / bits }, (_, i) => {
    const row = Math.floor(i / columns);
    const column = i % columns;
    const block = Math.floor(column / blockSize);
    const zero = rows.zeroPoints
      ? read(rows.zeroPoints, row, Math.ceil((blocks * bits) / 8), block)
      : 2 ** (bits - 1);
    const scale = rows.scales[row * blocks + block] ?? NaN;
    return (read(rows.packed, row, (columns * bits) / 8, column) - zero) * scale;
  });
}
