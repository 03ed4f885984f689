/// <reference lib="es2025.float16" />
/** The element types weights come in. Headers may name others; reading such a tensor is refused. */
export type ElementType = string;

const widths: Record<string, number> = { F32: 4, F16: 2, BF16: 2 };

/** Bytes of one element; undefined for types that are not read. */
export function elementBytes(type: ElementType): number | undefined {
  return widths[type];
}

/** Little-endian bytes to numbers. `bytes` must start at a multiple of the element's width in its buffer. */
export function decodeElements(type: ElementType, bytes: Uint8Array): Float32Array {
  switch (type) {
    case 'F32':
      return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    case 'F16':
      return new Float32Array(new Float16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2));
    case 'BF16':
      return decodeBfloat16(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2));
    default:
      throw new RangeError(`Elements of type ${type} are not read`);
  }
}

/** A bfloat16 is the upper half of a float32. */
function decodeBfloat16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

const largestFloat16 = 65504;

/**
 * Rounds to float16, to nearest even.
 *
 * @throws RangeError for what float16 cannot hold, infinities and NaN among it
 */
export function encodeFloat16(values: Float32Array): Float16Array {
  for (const value of values) {
    if (!(Math.abs(value) <= largestFloat16)) throw new RangeError(`${value} does not fit into float16`);
  }
  return new Float16Array(values);
}
