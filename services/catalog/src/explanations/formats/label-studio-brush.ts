import type { ImageSize } from '@fakexplain/explanation';
import { RowRefused } from '../../rows/refusal.ts';

/**
 * Decodes Label Studio's runs of a brush, as `decode_rle` of label-studio-sdk 2.1.2: bits, first 32 of the number of values,
 * 5 of their width less one, four times 4 of the width of a run's length less one; then runs, each a bit (one value repeated
 * or not), two that choose the width of the length, the length less one, and the value or values.
 * @returns the alpha channel, a value a pixel, row by row: 0 where nothing was painted
 * @throws RowRefused where it breaks off or has another size
 */
export function decodeBrush(bytes: readonly number[], { width, height }: ImageSize): Uint8Array {
  let at = 0;
  const take = (bits: number): number => {
    let value = 0;
    for (let bit = 0; bit < bits; bit += 1, at += 1) {
      const byte = bytes[at >> 3];
      if (byte === undefined) throw new RowRefused('result', 'the runs of a brush break off');
      value = value * 2 + ((byte >> (7 - (at & 7))) & 1);
    }
    return value;
  };
  const count = take(32);
  if (count !== 4 * width * height) {
    throw new RowRefused('result', `the runs of a brush hold ${count} values, not 4 × ${width} × ${height}`);
  }
  const wordSize = take(5) + 1;
  const lengthSizes = [0, 1, 2, 3].map(() => take(4) + 1);
  const alpha = new Uint8Array(width * height);
  for (let place = 0; place < count;) {
    const repeats = take(1) === 1;
    const length = take(lengthSizes[take(2)] ?? 0) + 1;
    const same = repeats ? take(wordSize) : 0;
    for (const end = Math.min(count, place + length); place < end; place += 1) {
      const value = repeats ? same : take(wordSize);
      if (place % 4 === 3) alpha[place >> 2] = value;
    }
  }
  return alpha;
}
