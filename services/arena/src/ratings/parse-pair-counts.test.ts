import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePairCounts } from './parse-pair-counts.ts';

test('columns as PostgreSQL writes arrays are read as they were', () => {
  const count = fc.nat();
  const pair = fc.record({
    a: count,
    b: count,
    winsA: count,
    winsB: count,
    ties: count,
    neither: count,
    leftWins: count,
  });
  const names = ['a', 'b', 'winsA', 'winsB', 'ties', 'neither', 'leftWins'] as const;
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 20 }), (pairs) => {
      const text = names.map((name) => `{${pairs.map((each) => each[name]).join(',')}}`).join(';');
      expect(parsePairCounts(text)).toEqual(pairs);
    }),
  );
  expect(parsePairCounts('')).toEqual([]);
});
