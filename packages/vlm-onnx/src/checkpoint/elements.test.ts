import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeElements, encodeFloat16 } from './elements.ts';

/** By the definition of the format: sign, 8 bits of exponent, 7 of fraction. */
function bfloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 7) & 0xff;
  const fraction = bits & 0x7f;
  if (exponent === 0xff) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * (fraction / 128) * 2 ** -126;
  return sign * (1 + fraction / 128) * 2 ** (exponent - 127);
}

test('every bfloat16 is read by its definition', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);
  const read = decodeElements('BF16', new Uint8Array(all.buffer));
  all.forEach((bits, i) => {
    if (!Object.is(read[i], bfloat16(bits))) expect([bits, read[i]]).toEqual([bits, bfloat16(bits)]);
  });
  expect(read).toHaveLength(65_536);
});

test('float16 rounds to the nearest of its numbers', () => {
  const step = (value: number) => 2 ** Math.max(-24, Math.floor(Math.log2(Math.abs(value))) - 10);
  fc.assert(
    fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
      const rounded = encodeFloat16(Float32Array.of(value))[0] ?? NaN;
      if (value === 0) expect(rounded).toBe(value);
      else expect(Math.abs(rounded - value)).toBeLessThanOrEqual(step(value) / 2);
    }),
  );
});

test.each([65520, -1e5, Infinity, NaN])('%d does not fit into float16', (value) => {
  expect(() => encodeFloat16(Float32Array.of(0, value))).toThrow('does not fit into float16');
});
