import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePairCounts } from './parse-pair-counts.ts';

const count = fc.nat();
const row = fc.record({
  a: fc.nat({ max: 3 }),
  b: fc.nat({ max: 3 }),
  winsA: count,
  winsB: count,
  ties: count,
  neither: count,
  leftWins: count,
});

test('rows in any order become pairs in order, those of one pair added up', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const text = rows.map((each) => Object.values(each).join(' ')).join(',');
      const pairs = parsePairCounts(text);
      expect(pairs.map(({ a, b }) => 10 * a + b)).toEqual(
        [...new Set(rows.map(({ a, b }) => 10 * a + b))].toSorted((x, y) => x - y),
      );
      for (const pair of pairs)
        for (const name of ['winsA', 'winsB', 'ties', 'neither', 'leftWins'] as const) {
          const own = rows.filter(({ a, b }) => a === pair.a && b === pair.b);
          expect(pair[name]).toBe(own.reduce((sum, each) => sum + each[name], 0));
        }
    }),
  );
});
