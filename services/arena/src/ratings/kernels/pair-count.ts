/** Votes of one pair of arms, already added up. Arms are indices 0..arms−1 and a < b; all counts are whole and ≥ 0. */
export interface PairCount {
  a: number;
  b: number;
  winsA: number;
  winsB: number;
  ties: number;
  neither: number;
}

/** What a neutral vote is worth: half a win to each arm, or nothing. */
export interface NeutralRule {
  ties: 'half' | 'drop';
  neither: 'half' | 'drop';
}

/** Ties are half a win each; `neither` says that both are bad, not that they are equal, and is left out. */
export const defaultNeutralRule: NeutralRule = { ties: 'half', neither: 'drop' };

/**
 * Votes with who cast them and on what, as columns of equal length: row i stands for `count[i]` equal votes of rater
 * `rater[i]` on image `image[i]`, comparing arms `a[i]` and `b[i]` (in either order), with `outcome[i]` from a's view:
 * 1 won, 0.5 neutral, 0 lost. Raters and images are whole numbers ≥ 0, none much greater than their number. It must hold the very votes that the pair
 * counts hold, under the same neutral rule.
 */
export interface VoteCells {
  rater: Int32Array;
  image: Int32Array;
  a: Int32Array;
  b: Int32Array;
  outcome: Float64Array;
  count: Float64Array;
}

/** Pair counts under a neutral rule, as columns; pairs without a counted vote are left out. */
export interface PairTable {
  arms: number;
  a: Int32Array;
  b: Int32Array;
  /** Votes for a, votes for b, and votes that give half a win to each. */
  winsA: Float64Array;
  winsB: Float64Array;
  halves: Float64Array;
}

/** @throws RangeError naming the entry, where an arm is out of range, a ≥ b, or a count is negative or not whole. */
export function tabulatePairs(arms: number, counts: readonly PairCount[], rule: NeutralRule): PairTable {
  const [a, b] = [new Int32Array(counts.length), new Int32Array(counts.length)];
  const [winsA, winsB, halves] = Array.from({ length: 3 }, () => new Float64Array(counts.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let kept = 0;
  for (let index = 0; index < counts.length; index++) {
    const pair = counts[index] as PairCount;
    checkPair(arms, pair, index);
    const neutral = (rule.ties === 'half' ? pair.ties : 0) + (rule.neither === 'half' ? pair.neither : 0);
    if (pair.winsA + pair.winsB + neutral === 0) continue;
    a[kept] = pair.a;
    b[kept] = pair.b;
    winsA[kept] = pair.winsA;
    winsB[kept] = pair.winsB;
    halves[kept] = neutral;
    kept++;
  }
  return {
    arms,
    a: a.subarray(0, kept),
    b: b.subarray(0, kept),
    winsA: winsA.subarray(0, kept),
    winsB: winsB.subarray(0, kept),
    halves: halves.subarray(0, kept),
  };
}

const isCount = (count: number): boolean => Number.isInteger(count) && count >= 0;

function checkPair(arms: number, { a, b, winsA, winsB, ties, neither }: PairCount, index: number): void {
  if (!(isCount(a) && isCount(b) && a < b && b < arms))
    throw new RangeError(`pair ${index}: arms must satisfy 0 ≤ a < b < ${arms}, got a=${a}, b=${b}`);
  if (!(isCount(winsA) && isCount(winsB) && isCount(ties) && isCount(neither)))
    throw new RangeError(`pair ${index} (arms ${a} and ${b}): counts must be whole numbers ≥ 0`);
}
