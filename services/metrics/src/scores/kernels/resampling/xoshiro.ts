/**
 * xoshiro128** 1.1 (Blackman & Vigna 2018): whole numbers 0 to 2³² − 1, period 2¹²⁸ − 1, so that streams of one seed do
 * not run into each other as those of a 32-bit generator would. For resampling, not for secrets.
 *
 * @param state four 32-bit words, not all 0
 */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
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
}

/** The generator of one of many independent streams of a seed; both are whole numbers of 32 bits. */
export function streamOf(seed: number, stream: number): () => number {
  const words = splitMix(seed);
  const ofStream = splitMix(words() ^ stream);
  return xoshiro128([words() ^ ofStream(), ofStream(), words() ^ ofStream(), ofStream() | 1]);
}

/** SplitMix with 32 bits (finaliser of MurmurHash3 over a Weyl sequence): fills a state from a seed. */
function splitMix(seed: number): () => number {
  let weyl = seed | 0;
  return () => {
    weyl = (weyl + 0x9e3779b9) | 0;
    let mixed = Math.imul(weyl ^ (weyl >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
}
