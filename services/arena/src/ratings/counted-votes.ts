import { regularVote, voteChoices, type UnpackedVotes } from '@fakexplain/database/packed-votes';
import type { PairCount, VoteCells } from './kernels/pair-count.ts';

/** A pair's counts, with what side bias needs. */
export type CountedPair = PairCount & { leftWins: number };

/** Current regular votes with rater and image as small numbers, as columns of equal length; `a < b`. */
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

/** Columns to be filled, one after the other. */
const emptyVotes = (size: number): RegularVotes => ({
  rater: new Int32Array(size),
  image: new Int32Array(size),
  a: new Int32Array(size),
  b: new Int32Array(size),
  outcome: new Float64Array(size),
  aOnLeft: new Uint8Array(size),
});

/** What the left arm has of each choice. */
const forLeft = voteChoices.map((choice) => ({ left: 1, right: 0, tie: 0.5, neither: NaN })[choice]);

/**
 * The regular ones of votes, or those of them on some images, by rater and then by image: the same votes give the same sums to the
 * last digit, in whatever order they came.
 */
export function regularVotes(votes: UnpackedVotes, images: readonly number[] | null = null): RegularVotes {
  const wanted = images && new Set(images);
  const rows = Int32Array.from(votes.kind.keys()).filter(
    (row) => votes.kind[row] === regularVote && (wanted === null || wanted.has(votes.image[row] ?? -1)),
  );
  const sorted = stableOrder(stableOrder(rows, votes.image), votes.rater);
  const kept = emptyVotes(sorted.length);
  for (const [at, row] of sorted.entries()) {
    const left = votes.left[row] ?? 0;
    const right = votes.right[row] ?? 0;
    const won = forLeft[votes.choice[row] ?? 0] ?? NaN;
    kept.rater[at] = votes.rater[row] ?? 0;
    kept.image[at] = votes.image[row] ?? 0;
    kept.a[at] = Math.min(left, right);
    kept.b[at] = Math.max(left, right);
    kept.outcome[at] = left < right ? won : 1 - won;
    kept.aOnLeft[at] = Number(left < right);
  }
  return kept;
}

/** Rows by a column of small numbers, keeping the order of equals. */
function stableOrder(rows: Int32Array, column: Int32Array): Int32Array {
  const most = rows.reduce((largest, row) => Math.max(largest, column[row] ?? 0), -1);
  const next = new Int32Array(most + 2);
  for (const row of rows) next[(column[row] ?? 0) + 1] = (next[(column[row] ?? 0) + 1] ?? 0) + 1;
  for (let value = 0; value <= most; value += 1)
    next[value + 1] = (next[value + 1] ?? 0) + (next[value] ?? 0);
  const sorted = new Int32Array(rows.length);
  for (const row of rows) {
    const value = column[row] ?? 0;
    const at = next[value] ?? 0;
    sorted[at] = row;
    next[value] = at + 1;
  }
  return sorted;
}

/** Counts of the pairs that have a vote, in order. */
export function countPairs(votes: RegularVotes): CountedPair[] {
  const counts = new Map<number, CountedPair>();
  for (const [row, a] of votes.a.entries()) {
    const b = votes.b[row] ?? 0;
    const key = a * most + b;
    let count = counts.get(key);
    if (!count) {
      count = { a, b, winsA: 0, winsB: 0, ties: 0, neither: 0, leftWins: 0 };
      counts.set(key, count);
    }
    const outcome = votes.outcome[row];
    if (outcome === 1) count.winsA += 1;
    else if (outcome === 0) count.winsB += 1;
    else if (outcome === 0.5) count.ties += 1;
    else count.neither += 1;
    if (outcome === votes.aOnLeft[row]) count.leftWins += 1;
  }
  return [...counts.values()].toSorted((x, y) => x.a - y.a || x.b - y.b);
}

/** More than arms that a study may have: what packs two into a number. */
const most = 2 ** 14;

/** Counts without those of some of their votes. */
export function takeOff(counts: readonly CountedPair[], some: readonly CountedPair[]): CountedPair[] {
  const off = new Map(some.map((count) => [count.a * most + count.b, count]));
  return counts.map((count) => {
    const less = off.get(count.a * most + count.b);
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

/** Votes by their pair, `a-b`. */
export function groupByPair(votes: RegularVotes): Map<string, RegularVotes> {
  const sizes = new Map<number, number>();
  for (const [row, a] of votes.a.entries()) {
    const key = a * most + (votes.b[row] ?? 0);
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const groups = new Map([...sizes].map(([key, size]) => [key, { votes: emptyVotes(size), size: 0 }]));
  for (const [row, a] of votes.a.entries()) {
    const group = groups.get(a * most + (votes.b[row] ?? 0));
    if (group) copyRow(votes, row, group.votes, group.size++);
  }
  return new Map([...groups].map(([key, group]) => [`${Math.floor(key / most)}-${key % most}`, group.votes]));
}

function copyRow(from: RegularVotes, row: number, to: RegularVotes, at: number): void {
  to.rater[at] = from.rater[row] ?? 0;
  to.image[at] = from.image[row] ?? 0;
  to.a[at] = from.a[row] ?? 0;
  to.b[at] = from.b[row] ?? 0;
  to.outcome[at] = from.outcome[row] ?? NaN;
  to.aOnLeft[at] = from.aOnLeft[row] ?? 0;
}

/** Some of the votes, by their rows. */
export function pickVotes(votes: RegularVotes, rows: Int32Array): RegularVotes {
  const picked = emptyVotes(rows.length);
  for (const [at, row] of rows.entries()) copyRow(votes, row, picked, at);
  return picked;
}

/** The columns that the kernels take, of the votes whose outcome is kept; `neither` never is. */
export function toCells(votes: RegularVotes, keep: (outcome: number) => boolean): VoteCells {
  const rows = Int32Array.from(votes.outcome.keys()).filter((row) => {
    const outcome = votes.outcome[row] ?? NaN;
    return !Number.isNaN(outcome) && keep(outcome);
  });
  return {
    rater: rows.map((row) => votes.rater[row] ?? 0),
    image: rows.map((row) => votes.image[row] ?? 0),
    a: rows.map((row) => votes.a[row] ?? 0),
    b: rows.map((row) => votes.b[row] ?? 0),
    outcome: Float64Array.from(rows, (row) => votes.outcome[row] ?? 0),
    count: new Float64Array(rows.length).fill(1),
  };
}
