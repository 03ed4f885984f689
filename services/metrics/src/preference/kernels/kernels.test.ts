import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ballotAgreement } from './ballot-agreement.ts';
import { clopperPearson } from './clopper-pearson.ts';
import { kendallTau, spearmanRho } from './rank-correlation.ts';

const goldenPath = new URL('../../../../../test/golden/metrics/correlation.json', import.meta.url);
const list = z.array(z.number());
const golden = z
  .object({
    correlations: z.array(z.object({ x: list, y: list, tau: z.number(), rho: z.number() })),
    shares: z.array(z.object({ k: z.int(), n: z.int(), low: z.number(), high: z.number() })),
  })
  .parse(JSON.parse(readFileSync(goldenPath, 'utf8')));

test('rank correlations are scipy’s, ties and all', () => {
  for (const { x, y, tau, rho } of golden.correlations) {
    expect(kendallTau(x, y)).toBeCloseTo(tau, 9);
    expect(spearmanRho(x, y)).toBeCloseTo(rho, 9);
  }
  expect(golden.correlations.length).toBeGreaterThan(20);
});

test.each(golden.shares)('the exact interval of $k of $n is scipy’s', ({ k, n, low, high }) => {
  const found = clopperPearson(k, n);
  expect(found?.low).toBeCloseTo(low, 9);
  expect(found?.high).toBeCloseTo(high, 9);
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

test('no trials have no interval', () => {
  expect(clopperPearson(0, 0)).toBeNull();
});

test('votes agree with a metric, disagree, tie or say nothing', () => {
  const pairs = [
    { winner: 0.5, loser: 0.25, votes: 3 },
    { winner: 0.25, loser: 0.5, votes: 2 },
    { winner: 0.5, loser: 0.5, votes: 7 },
    { winner: null, loser: 0.5, votes: 11 },
    { winner: 0.5, loser: null, votes: 13 },
  ];
  expect(ballotAgreement(pairs, 'higher')).toEqual({ k: 3, n: 5, equal: 7 });
  expect(ballotAgreement(pairs, 'lower')).toEqual({ k: 2, n: 5, equal: 7 });
});
