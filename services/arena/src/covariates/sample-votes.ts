import type { UnpackedVotes } from '@fakexplain/database/packed-votes';
import { pickVotes, type RegularVotes } from '../ratings/counted-votes.ts';

/**
 * At most so many votes, drawn by a hash of rater and image: as good as at random, and the same ones however many others come.
 */
export function sampleVotes(
  votes: RegularVotes,
  { raterKeys }: Pick<UnpackedVotes, 'raterKeys'>,
  most: number,
): RegularVotes {
  if (votes.rater.length <= most) return votes;
  const hashes = new Uint32Array(votes.rater.length);
  for (let row = 0; row < hashes.length; row += 1)
    hashes[row] = hash(
      (raterKeys[votes.rater[row] ?? 0] ?? 0) ^ Math.imul((votes.image[row] ?? 0) + 1, 0x9e3779b1),
    );
  const limit = smallest(hashes, most);
  const rows = new Int32Array(most);
  let drawn = 0;
  for (let row = 0; row < hashes.length && drawn < most; row += 1)
    if ((hashes[row] ?? 0) <= limit) rows[drawn++] = row;
  return pickVotes(votes, rows);
}

/** The number at place `nth`, from 1, of the numbers in rising order: only those that begin as it does are sorted. */
function smallest(numbers: Uint32Array, nth: number): number {
  const counts = new Uint32Array(1 << 16);
  for (let index = 0; index < numbers.length; index += 1) {
    const top = (numbers[index] ?? 0) >>> 16;
    counts[top] = (counts[top] ?? 0) + 1;
  }
  let [before, top] = [0, 0];
  while (before + (counts[top] ?? nth) < nth) before += counts[top++] ?? 0;
  const alike = numbers.filter((number) => number >>> 16 === top).toSorted();
  return alike[nth - before - 1] ?? 0;
}

/** Spreads 32 bits over 32 bits; source: the finaliser of MurmurHash3 (Appleby). */
function hash(bits: number): number {
  let mixed = bits;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
