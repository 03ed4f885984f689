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
  const limit = hashes.toSorted()[most - 1] ?? 0;
  const rows = new Int32Array(most);
  let drawn = 0;
  for (let row = 0; row < hashes.length && drawn < most; row += 1)
    if ((hashes[row] ?? 0) <= limit) rows[drawn++] = row;
  return pickVotes(votes, rows);
}

/** Spreads 32 bits over 32 bits; source: the finaliser of MurmurHash3 (Appleby). */
function hash(bits: number): number {
  let mixed = bits;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
