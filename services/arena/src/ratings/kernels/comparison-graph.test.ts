import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparisonComponents } from './comparison-graph.ts';
import { defaultNeutralRule, tabulatePairs, type PairCount } from './pair-count.ts';
import { arbitraryCounts, decided, publishedStudy } from '../../testing/arbitrary-counts.ts';

const components = (arms: number, counts: PairCount[]) =>
  comparisonComponents(tabulatePairs(arms, counts, defaultNeutralRule));

/** Floyd–Warshall: whether a chain of (half) wins leads from i to j. */
function chains(arms: number, counts: readonly PairCount[]): boolean[][] {
  const chain = Array.from({ length: arms }, (_, i) => Array.from({ length: arms }, (_, j) => i === j));
  const link = (from: number, to: number) => {
    const row = chain[from];
    if (row) row[to] = true;
  };
  for (const { a, b, winsA, winsB, ties } of counts) {
    if (winsA + ties > 0) link(a, b);
    if (winsB + ties > 0) link(b, a);
  }
  for (let k = 0; k < arms; k++)
    for (let i = 0; i < arms; i++)
      for (let j = 0; j < arms; j++) if (chain[i]?.[k] && chain[k]?.[j]) link(i, j);
  return chain;
}

test('in the published study FakeShield stands apart, below the other three', () => {
  expect(components(4, publishedStudy)).toEqual([
    {
      arms: [0, 1, 2, 3],
      groups: [[0, 1, 2], [3]],
      above: [
        [false, true],
        [false, false],
      ],
    },
  ]);
});

test('arms that no vote links are components of their own', () => {
  const found = components(5, [decided(0, 3, 1, 1), decided(1, 2, 2, 1)]);
  expect(found.map(({ arms }) => arms)).toEqual([[0, 3], [1, 2], [4]]);
});

test('groups, their order and their chains are those of the transitive closure', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 2, max: 7 })
        .chain((arms) =>
          fc.tuple(
            fc.constant(arms),
            arbitraryCounts(arms, 1),
            fc.array(fc.nat({ max: 3 }), { minLength: 21, maxLength: 21 }),
          ),
        ),
      ([arms, full, thinning]) => {
        const counts = full.filter((_, index) => thinning[index] === 0);
        const chain = chains(arms, counts);
        const found = components(arms, counts);
        expect(found.flatMap((component) => component.arms).toSorted((x, y) => x - y)).toEqual([
          ...chain.keys(),
        ]);
        for (const component of found) {
          expect(component.groups.flat().toSorted((x, y) => x - y)).toEqual(component.arms);
          for (const [i, group] of component.groups.entries())
            for (const [j, other] of component.groups.entries())
              for (const arm of group)
                for (const second of other) {
                  expect(chain[arm]?.[second]).toBe(i === j || component.above[i]?.[j]);
                  if (i < j) expect(chain[second]?.[arm]).toBe(false);
                }
        }
      },
    ),
  );
});
