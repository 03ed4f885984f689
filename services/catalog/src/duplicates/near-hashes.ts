import { setImmediate as yieldToEventLoop } from 'node:timers/promises';

const bands = 4;
const bandBits = 16;
const bandValues = 1 << bandBits;
/** Hashes compared before the event loop gets a turn: a few tens of milliseconds. */
const atOnce = 4_096;

/** Number of bits in which two 64-bit hashes (16 hex digits each) differ. */
export function hammingDistance(a: string, b: string): number {
  const [high, low] = [0, 8].map((at) => hexAt(a, at) ^ hexAt(b, at));
  return ones(high ?? 0) + ones(low ?? 0);
}

export interface NearPair {
  /** Indices of hashes. */
  a: number;
  b: number;
  /** Bits in which they differ. */
  distance: number;
}

/**
 * All pairs of one of the hashes `of` and any other hash that differ in at most `distance` bits; each pair once.
 * Multi-index hashing (Norouzi, Punjani, Fleet 2012): of hashes that differ in at most d bits, one of four 16-bit bands
 * differs in at most ⌊d/4⌋; so only hashes that share such a band are compared, exactly. Large searches yield to
 * the event loop in between.
 *
 * @param hashes 64-bit, 16 hex digits each
 * @param of indices of those to be looked at
 * @param distance 0–8
 */
export async function nearHashes(
  hashes: readonly string[],
  of: readonly number[],
  distance: number,
): Promise<NearPair[]> {
  const high = Uint32Array.from(hashes, (hash) => hexAt(hash, 0));
  const low = Uint32Array.from(hashes, (hash) => hexAt(hash, 8));
  const asked = new Uint8Array(hashes.length);
  for (const index of of) asked[index] = 1;
  const flips = maskOfBits(Math.floor(distance / bands));
  const pairs: NearPair[] = [];
  for (let band = 0; band < bands; band += 1) {
    const values = Uint16Array.from(hashes, (_, index) => bandOf(high, low, index, band));
    const { starts, members } = bucketsOf(values);
    for (const [turn, a] of of.entries()) {
      if (turn % atOnce === 0) await yieldToEventLoop();
      for (const flip of flips) {
        const value = (values[a] ?? 0) ^ flip;
        for (let place = starts[value] ?? 0; place < (starts[value + 1] ?? 0); place += 1) {
          const b = members[place] ?? 0;
          if (b === a || (asked[b] === 1 && b < a)) continue;
          const bits = ones((high[a] ?? 0) ^ (high[b] ?? 0)) + ones((low[a] ?? 0) ^ (low[b] ?? 0));
          if (bits <= distance && isFirstBand(high, low, { a, b, band, distance })) {
            pairs.push({ a, b, distance: bits });
          }
        }
      }
    }
  }
  return pairs;
}

/** A pair is met in each band that is near enough, and counted in the first. */
function isFirstBand(
  high: Uint32Array,
  low: Uint32Array,
  { a, b, band, distance }: { a: number; b: number; band: number; distance: number },
): boolean {
  const radius = Math.floor(distance / bands);
  for (let before = 0; before < band; before += 1) {
    if (ones(bandOf(high, low, a, before) ^ bandOf(high, low, b, before)) <= radius) return false;
  }
  return true;
}

function bandOf(high: Uint32Array, low: Uint32Array, index: number, band: number): number {
  const half = (band < 2 ? high : low)[index] ?? 0;
  return band % 2 === 0 ? half >>> bandBits : half & (bandValues - 1);
}

/** Indices by value: those of `v` are `members[starts[v] … starts[v + 1])`. */
function bucketsOf(values: Uint16Array): { starts: Uint32Array; members: Uint32Array } {
  const starts = new Uint32Array(bandValues + 1);
  for (const value of values) starts[value + 1] = (starts[value + 1] ?? 0) + 1;
  for (let value = 0; value < bandValues; value += 1) {
    starts[value + 1] = (starts[value + 1] ?? 0) + (starts[value] ?? 0);
  }
  const next = starts.slice();
  const members = new Uint32Array(values.length);
  for (const [index, value] of values.entries()) {
    const place = next[value] ?? 0;
    members[place] = index;
    next[value] = place + 1;
  }
  return { starts, members };
}

/** All 16-bit numbers with at most `most` ones. */
function maskOfBits(most: number): number[] {
  let masks = [0];
  for (let bit = 0; bit < bandBits; bit += 1) {
    masks = [...masks, ...masks.filter((mask) => ones(mask) < most).map((mask) => mask | (1 << bit))];
  }
  return masks;
}

const hexAt = (hash: string, at: number) => Number.parseInt(hash.slice(at, at + 8), 16);

function ones(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
