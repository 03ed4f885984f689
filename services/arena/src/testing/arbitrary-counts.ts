import * as fc from 'fast-check';
import { type PairCount } from '../ratings/kernels/pair-count.ts';

/** All pairs of `arms` arms in order, with counts drawn up to `most` each; many are empty when `most` is small. */
export function arbitraryCounts(arms: number, most: number): fc.Arbitrary<PairCount[]> {
  const count = fc.nat({ max: most });
  const pairs = Array.from({ length: arms }, (_, a) =>
    Array.from({ length: arms - a - 1 }, (_, offset) => ({ a, b: a + offset + 1 })),
  ).flat();
  return fc
    .array(fc.record({ winsA: count, winsB: count, ties: count, neither: count }), {
      minLength: pairs.length,
      maxLength: pairs.length,
    })
    .map((counts) =>
      pairs.map((pair, index) => ({ ...pair, winsA: 0, winsB: 0, ties: 0, neither: 0, ...counts[index] })),
    );
}

/** A pair count without neutral votes. */
export const decided = (a: number, b: number, winsA: number, winsB: number): PairCount => ({
  a,
  b,
  winsA,
  winsB,
  ties: 0,
  neither: 0,
});

/** The published study: human, FakeXplainer, LEGION, FakeShield. */
export const publishedStudy = [decided(0, 1, 807, 718), decided(1, 2, 399, 1), decided(1, 3, 400, 0)];
