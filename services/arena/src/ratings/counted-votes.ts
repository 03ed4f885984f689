import { regularVote, voteChoices, type UnpackedVotes } from '@fakexplain/database/packed-votes';
import type { PairCount, VoteCells } from './kernels/pair-count.ts';
import { largest, rowsWhere, stableOrder } from './rows.ts';

/** A pair's counts, with what side bias needs. */
export type CountedPair = PairCount & { leftWins: number };

/**
 * Current regular votes with rater and image as small numbers, as columns of equal length; `a < b`. A study may have millions, so
 * what goes through them does so by plain loops.
 */
export interface RegularVotes {
  rater: Int32Array;
  image: Int32Array;
  a: Int32Array;
  b: Int32Array;
  /** Arm a's: 1 won, 0 lost, 0.5 tie, NaN neither. */
  outcome: Float64Array;
  /** 1 where arm a stood on the left. */
  aOnLeft: Uint8Array;
}

/** Columns to be filled. */
const emptyVotes = (size: number): RegularVotes => ({
  rater: new Int32Array(size),
  image: new Int32Array(size),
  a: new Int32Array(size),
  b: new Int32Array(size),
  outcome: new Float64Array(size),
  aOnLeft: new Uint8Array(size),
});

function copyRow(from: RegularVotes, row: number, to: RegularVotes, at: number): void {
  to.rater[at] = from.rater[row] ?? 0;
  to.image[at] = from.image[row] ?? 0;
  to.a[at] = from.a[row] ?? 0;
  to.b[at] = from.b[row] ?? 0;
  to.outcome[at] = from.outcome[row] ?? NaN;
  to.aOnLeft[at] = from.aOnLeft[row] ?? 0;
}

/** What the left arm has of each choice. */
const forLeft = voteChoices.map((choice) => ({ left: 1, right: 0, tie: 0.5, neither: NaN })[choice]);

/**
 * The regular ones of votes, or those of them on some images, by rater and then by image: the same votes give the same sums to the
 * last digit, in whatever order they came.
 */
export function regularVotes(votes: UnpackedVotes, images: readonly number[] | null = null): RegularVotes {
  const { kind, image } = votes;
  const wanted = new Uint8Array(largest(image) + 1).fill(images === null ? 1 : 0);
  for (const position of images ?? []) wanted[position] = 1;
  const rows = rowsWhere(kind.length, (row) => kind[row] === regularVote && wanted[image[row] ?? 0] === 1);
  const sorted = stableOrder(stableOrder(rows, image), votes.rater);
  const kept = emptyVotes(sorted.length);
  for (let at = 0; at < sorted.length; at += 1) {
    const row = sorted[at] ?? 0;
    const left = votes.left[row] ?? 0;
    const right = votes.right[row] ?? 0;
    const won = forLeft[votes.choice[row] ?? 0] ?? NaN;
    const aOnLeft = left < right;
    kept.rater[at] = votes.rater[row] ?? 0;
    kept.image[at] = image[row] ?? 0;
    kept.a[at] = aOnLeft ? left : right;
    kept.b[at] = aOnLeft ? right : left;
    kept.outcome[at] = aOnLeft ? won : 1 - won;
    kept.aOnLeft[at] = aOnLeft ? 1 : 0;
  }
  return kept;
}

/** Numbers the pairs that have a vote, in order of their arms, and says the number of each vote's pair. */
function numberPairs({ a, b }: Pick<RegularVotes, 'a' | 'b'>) {
  const arms = largest(b) + 1;
  const sizes = new Int32Array(arms * arms);
  for (let row = 0; row < a.length; row += 1) {
    const place = (a[row] ?? 0) * arms + (b[row] ?? 0);
    sizes[place] = (sizes[place] ?? 0) + 1;
  }
  const places = rowsWhere(sizes.length, (place) => (sizes[place] ?? 0) > 0);
  const numbers = new Int32Array(sizes.length);
  for (const [number, place] of places.entries()) numbers[place] = number;
  return {
    pairs: Array.from(places, (place) => ({
      a: Math.floor(place / arms),
      b: place % arms,
      size: sizes[place] ?? 0,
    })),
    pairOf: (row: number) => numbers[(a[row] ?? 0) * arms + (b[row] ?? 0)] ?? 0,
  };
}

/** Counts of the pairs that have a vote, in order. */
export function countPairs(votes: RegularVotes): CountedPair[] {
  const { outcome, aOnLeft } = votes;
  const { pairs, pairOf } = numberPairs(votes);
  // By pair: votes for a, for b, ties, neither, and for the left side.
  const sums = new Int32Array(pairs.length * 5);
  for (let row = 0; row < outcome.length; row += 1) {
    const own = outcome[row] ?? NaN;
    const first = pairOf(row) * 5;
    const place = first + (own === 1 ? 0 : own === 0 ? 1 : own === 0.5 ? 2 : 3);
    sums[place] = (sums[place] ?? 0) + 1;
    if (own === aOnLeft[row]) sums[first + 4] = (sums[first + 4] ?? 0) + 1;
  }
  return pairs.map(({ a, b }, pair) => {
    const [winsA = 0, winsB = 0, ties = 0, neither = 0, leftWins = 0] = sums.subarray(pair * 5, pair * 5 + 5);
    return { a, b, winsA, winsB, ties, neither, leftWins };
  });
}

/** Counts without those of some of their votes. */
export function takeOff(counts: readonly CountedPair[], some: readonly CountedPair[]): CountedPair[] {
  if (some.length === 0) return [...counts];
  const off = new Map(some.map((count) => [`${count.a} ${count.b}`, count]));
  return counts.map((count) => {
    const less = off.get(`${count.a} ${count.b}`);
    if (!less) return count;
    return {
      a: count.a,
      b: count.b,
      winsA: count.winsA - less.winsA,
      winsB: count.winsB - less.winsB,
      ties: count.ties - less.ties,
      neither: count.neither - less.neither,
      leftWins: count.leftWins - less.leftWins,
    };
  });
}

export const total = (counts: readonly PairCount[]): number =>
  counts.reduce((sum, { winsA, winsB, ties, neither }) => sum + winsA + winsB + ties + neither, 0);

/** Most products that clustering adds up, tens of milliseconds; and most votes whose columns are held for it. */
const mostProducts = 40_000_000;
const mostVotes = 4_000_000;

/**
 * Whether clustered intervals of a whole study are had in reasonable time, however many its votes: each rater's scores are multiplied
 * arm by arm, of as many arms as the rater met.
 */
export function isClusterable({
  votes,
  arms,
  raters,
}: {
  votes: number;
  arms: number;
  raters: number;
}): boolean {
  return votes <= mostVotes && Math.min(raters * arms, 2 * votes) * arms <= mostProducts;
}

/** Rows of the votes of each pair, `a-b`. */
export function groupByPair(votes: RegularVotes): Map<string, Int32Array> {
  const { pairs, pairOf } = numberPairs(votes);
  const groups = pairs.map(({ size }) => new Int32Array(size));
  const filled = new Int32Array(pairs.length);
  for (let row = 0; row < votes.a.length; row += 1) {
    const pair = pairOf(row);
    const at = filled[pair] ?? 0;
    const group = groups[pair];
    if (group) group[at] = row;
    filled[pair] = at + 1;
  }
  return new Map(groups.map((group, pair) => [`${pairs[pair]?.a}-${pairs[pair]?.b}`, group]));
}

/** Some of the votes, by their rows. */
export function pickVotes(votes: RegularVotes, rows: Int32Array): RegularVotes {
  const picked = emptyVotes(rows.length);
  for (let at = 0; at < rows.length; at += 1) copyRow(votes, rows[at] ?? 0, picked, at);
  return picked;
}

/** The columns that the kernels take; `neither` counts as no vote. */
export function toCells({ rater, image, a, b, outcome }: RegularVotes): VoteCells {
  const count = new Float64Array(outcome.length);
  for (let row = 0; row < count.length; row += 1) count[row] = (outcome[row] ?? NaN) >= 0 ? 1 : 0;
  return { rater, image, a, b, outcome, count };
}
