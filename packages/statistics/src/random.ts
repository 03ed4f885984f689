/** Four 32-bit words, not all 0. */
export type XoshiroState = readonly [number, number, number, number];

/**
 * Fills `block` with the next numbers of xoshiro128** 1.1 (Blackman & Vigna 2018): whole numbers 0 to 2³² − 1, period
 * 2¹²⁸ − 1, so that streams of one seed do not run into each other as those of a 32-bit generator would. For sampling, not
 * for secrets. By the block, since the state then stays in registers.
 *
 * @returns the state after the last of them
 */
export function fillRandom(block: Uint32Array, [first, second, third, fourth]: XoshiroState): XoshiroState {
  let a = first | 0;
  let b = second | 0;
  let c = third | 0;
  let d = fourth | 0;
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

/** The numbers of a stream one by one: whole numbers 0 to 2³² − 1. */
export function wordSource(seed: number, stream = 0): () => number {
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

/** Uniform numbers in [0, 1), multiples of 2⁻³². */
export function uniformSource(seed: number, stream = 0): () => number {
  const next = wordSource(seed, stream);
  return () => next() / 2 ** 32;
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

/** Standard normal numbers, by Marsaglia's polar method. */
export function normalSource(uniform: () => number): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
}

/** χ² numbers with k degrees of freedom, by Marsaglia & Tsang (2000) for the gamma distribution of shape k/2 ≥ ½. */
export function chiSquareSource(k: number, uniform: () => number, normal: () => number): () => number {
  if (k === 1) return () => normal() ** 2;
  const d = k / 2 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return 2 * d * v;
    }
  };
}
