import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { kendallTau, spearmanRho } from './rank-correlation.ts';

test('rank correlations are scipy’s, ties and all', () => {
  for (const { x, y, tau, rho } of golden.correlations) {
    expect(kendallTau(x, y)).toBeCloseTo(tau, 9);
    expect(spearmanRho(x, y)).toBeCloseTo(rho, 9);
  }
  expect(golden.correlations.length).toBeGreaterThan(20);
});

describe('rank correlations', () => {
  const values = fc.double({ min: -100, max: 100, noNaN: true, noDefaultInfinity: true });
  const pairs = fc.array(fc.tuple(values, values), { minLength: 3, maxLength: 12 });

  test('order alone counts: a rising function changes nothing, a falling one the sign', () => {
    fc.assert(
      fc.property(pairs, (drawn) => {
        const x = drawn.map(([value]) => Math.round(value));
        const y = drawn.map(([, value]) => Math.round(value / 20));
        for (const correlate of [kendallTau, spearmanRho]) {
          const found = correlate(x, y);
          expect(correlate(y, x)).toEqual(found === null ? null : expect.closeTo(found, 12));
          const cubed = correlate(
            x.map((value) => value ** 3),
            y,
          );
          const negated = correlate(
            x.map((value) => -value),
            y,
          );
          if (found === null) expect([cubed, negated]).toEqual([null, null]);
          else {
            expect(Math.abs(found)).toBeLessThanOrEqual(1 + 1e-12);
            expect(cubed).toBeCloseTo(found, 12);
            expect(negated).toBeCloseTo(-found, 12);
          }
        }
      }),
    );
  });

  test('three points are the fewest, and a constant list has no order', () => {
    for (const correlate of [kendallTau, spearmanRho]) {
      expect(correlate([1, 2], [1, 2])).toBeNull();
      expect(correlate([1, 1, 1], [1, 2, 3])).toBeNull();
      expect(correlate([1, 2, 3], [2, 4, 9])).toBeCloseTo(1, 12);
    }
  });
});
