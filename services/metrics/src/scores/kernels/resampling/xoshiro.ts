/** Four 32-bit words, not all 0. */
export type XoshiroState = readonly [number, number, number, number];

/**
 * Fills `block` with the next numbers of xoshiro128** 1.1 (Blackman & Vigna 2018): whole numbers 0 to 2³² − 1, period
 * 2¹²⁸ − 1, so that streams of one seed do not run into each other as those of a 32-bit generator would. For resampling, not
 * for secrets. By the block, since the state then stays in registers.
 *
 * @returns the state after the last of them
 */
export function fillRandom(block: Uint32Array, [first, second, third, fourth]: XoshiroState): XoshiroState {
  let [a, b, c, d] = [first | 0, second | 0, third | 0, fourth | 0];
  for (let index = 0; index < block.length; index += 1) {
    const five = Math.imul(b, 5);
    block[index] = Math.imul((five << 7) | (five >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
  }
  return [a, b, c, d];
}

/** The state in which one of many independent streams of a seed begins; both are whole numbers of 32 bits. */
export function startOfStream(seed: number, stream: number): XoshiroState {
  const words = splitMix(seed);
  const ofStream = splitMix(words() ^ stream);
  return [words() ^ ofStream(), ofStream(), words() ^ ofStream(), ofStream() | 1];
}

/** The numbers of a stream one by one. */
export function streamOf(seed: number, stream: number): () => number {
  let state = startOfStream(seed, stream);
  const block = new Uint32Array(64);
  let taken = block.length;
  return () => {
    if (taken === block.length) {
      state = fillRandom(block, state);
      taken = 0;
    }
    const next = block[taken] ?? 0;
    taken += 1;
    return next;
  };
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
