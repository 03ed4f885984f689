import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { dequantise } from '../testing/dequantise.ts';
import { quantiseRows, type BlockFormat } from './block-quantise.ts';

vi.setConfig({ testTimeout: 120_000 });

test('a worked example: the number farthest from 0 sets the scale and is exact', () => {
  const values = Float32Array.from([-4, 3.4, 0.2, 1, ...Array.from({ length: 12 }, () => 0)]);
  const rows = quantiseRows(values, 16, { bits: 4, blockSize: 16, zeroPoints: false });
  expect([...rows.scales]).toEqual([0.5]);
  expect(Array.from(rows.packed.subarray(0, 2))).toEqual([0 + 15 * 16, 8 + 10 * 16]);
  expect(rows.zeroPoints).toBeNull();
});

test('a worked example with a zero point: the range runs from the least to the greatest', () => {
  const values = Float32Array.from([-1, 14, 3.4, 0, ...Array.from({ length: 12 }, () => 0)]);
  const rows = quantiseRows(values, 16, { bits: 4, blockSize: 16, zeroPoints: true });
  expect([...rows.scales]).toEqual([1]);
  expect([...(rows.zeroPoints ?? [])]).toEqual([1]);
  expect(Array.from(rows.packed.subarray(0, 2))).toEqual([0 + 15 * 16, 4 + 1 * 16]);
});

const formats = fc.record<BlockFormat>({
  bits: fc.constantFrom(4, 8),
  blockSize: fc.constantFrom(16, 32),
  zeroPoints: fc.boolean(),
});

test('no other level of its block is nearer to a number than the one chosen', () => {
  fc.assert(
    fc.property(
      formats,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.infiniteStream(fc.float({ min: -100, max: 100, noNaN: true })),
      (format, rowCount, blocks, numbers) => {
        const columns = blocks * format.blockSize;
        const values = Float32Array.from({ length: rowCount * columns }, () => numbers.next().value ?? 0);
        const rows = quantiseRows(values, columns, format);
        const back = dequantise(rows, columns, format);
        expect(back).toHaveLength(values.length);
        values.forEach((value, i) => {
          const block = Math.floor(i / format.blockSize);
          const scale = Math.abs(rows.scales[block] ?? NaN);
          const zero = zeroPoint(rows.zeroPoints, block, blocks, format);
          const nearest = Math.min(
            ...Array.from({ length: 2 ** format.bits }, (_, q) =>
              Math.abs((q - zero) * (rows.scales[block] ?? NaN) - value),
            ),
          );
          expect(Math.abs((back[i] ?? NaN) - value)).toBeLessThanOrEqual(nearest + scale * 1e-4);
        });
      },
    ),
    { numRuns: 60 },
  );
});

function zeroPoint(bytes: Uint8Array | null, block: number, blocks: number, { bits }: BlockFormat): number {
  if (bytes === null) return 2 ** (bits - 1);
  const row = Math.floor(block / blocks);
  const inRow = block % blocks;
  const byte = bytes[row * Math.ceil((blocks * bits) / 8) + Math.floor((inRow * bits) / 8)] ?? NaN;
  return bits === 8 ? byte : Math.floor(byte / 16 ** (inRow % 2)) % 16;
}

test.each([4, 8] as const)('a block of zeros stays zeros in %i bits', (bits) => {
  for (const zeroPoints of [false, true]) {
    const format = { bits, blockSize: 16, zeroPoints };
    expect(
      [...dequantise(quantiseRows(new Float32Array(32), 32, format), 32, format)].every((v) => v === 0),
    ).toBe(true);
  }
});
