import { createHash } from 'node:crypto';

/**
 * Uniform numbers in [0, 1) of 53 bits from xoshiro128** 1.1 (Blackman & Vigna 2018), whose state is the SHA-256 of a seed
 * and a key: each image has a stream of its own, whichever order images come in.
 */
export function randomOf(seed: number, key: string): () => number {
  const hash = createHash('sha256').update(`${seed}:${key}`).digest();
  let [a, b, c, d] = [
    hash.readInt32LE(0),
    hash.readInt32LE(4),
    hash.readInt32LE(8),
    hash.readInt32LE(12) | 1,
  ];
  const word = () => {
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  return () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
}
