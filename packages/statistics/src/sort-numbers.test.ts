import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortNumbers } from './sort-numbers.ts';

test('many numbers are sorted as the built-in sort does', () => {
  const seeds = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(seeds, fc.constantFrom(1, 1e-300, 1e300), (seeds, factor) => {
      const values = Float64Array.from({ length: 5000 }, (_, index) => {
        const value = ((seeds[index % seeds.length] ?? 0) * ((index * 7919) % 101)) / factor;
        return Number.isFinite(value) ? value : index;
      });
      const expected = values.toSorted();
      expect(sortNumbers(values)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
