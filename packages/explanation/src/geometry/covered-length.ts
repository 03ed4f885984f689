/** Which of the two sets a stretch belongs to: the index into `counts`. */
export type Side = 0 | 1;

/**
 * How much of a line is covered by set A, by set B, by both and by either, while stretches come and go.
 * A segment tree over the given cut points: adding or removing a stretch costs O(log n), reading is O(1).
 * Bentley, "Algorithms for Klee's rectangle problems" (1977), with a second set.
 */
export class CoveredLength {
  readonly #cuts: Float64Array;
  readonly #counts: readonly [Int32Array, Int32Array];
  readonly #covered: readonly [Float64Array, Float64Array];
  readonly #both: Float64Array;
  readonly #either: Float64Array;

  /** `cuts`: ascending, distinct; every stretch begins and ends at one of them. */
  constructor(cuts: Float64Array) {
    const nodes = 4 * Math.max(1, cuts.length);
    this.#cuts = cuts;
    this.#counts = [new Int32Array(nodes), new Int32Array(nodes)];
    this.#covered = [new Float64Array(nodes), new Float64Array(nodes)];
    this.#both = new Float64Array(nodes);
    this.#either = new Float64Array(nodes);
  }

  get both(): number {
    return this.#both[1] ?? 0;
  }

  get either(): number {
    return this.#either[1] ?? 0;
  }

  /** Adds (`change` 1) or removes (−1) the stretch between two cut points, given by their indexes. */
  change(side: Side, from: number, to: number, change: 1 | -1): void {
    this.#update(1, 0, this.#cuts.length - 1, side, from, to, change);
  }

  #update(
    node: number,
    low: number,
    high: number,
    side: Side,
    from: number,
    to: number,
    change: 1 | -1,
  ): void {
    if (to <= low || high <= from) return;
    if (from <= low && high <= to) {
      const counts = this.#counts[side];
      counts[node] = (counts[node] ?? 0) + change;
    } else {
      const middle = (low + high) >> 1;
      this.#update(2 * node, low, middle, side, from, to, change);
      this.#update(2 * node + 1, middle, high, side, from, to, change);
    }
    this.#measure(node, low, high);
  }

  #measure(node: number, low: number, high: number): void {
    const length = (this.#cuts[high] ?? 0) - (this.#cuts[low] ?? 0);
    const leaf = high - low === 1;
    const below = (values: Float64Array) =>
      leaf ? 0 : (values[2 * node] ?? 0) + (values[2 * node + 1] ?? 0);
    const [a, b] = this.#covered;
    const wholeA = (this.#counts[0][node] ?? 0) > 0;
    const wholeB = (this.#counts[1][node] ?? 0) > 0;
    a[node] = wholeA ? length : below(a);
    b[node] = wholeB ? length : below(b);
    this.#either[node] = wholeA || wholeB ? length : below(this.#either);
    if (wholeA) this.#both[node] = b[node] ?? 0;
    else if (wholeB) this.#both[node] = a[node] ?? 0;
    else this.#both[node] = below(this.#both);
  }
}
