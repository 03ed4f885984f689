import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { fitBradleyTerry } from './fit-bradley-terry.ts';
import { eloPerLogOdds } from './interval.ts';
import { type PairCount } from './pair-count.ts';
import { arbitraryCounts, decided, publishedStudy } from '../../testing/arbitrary-counts.ts';

/** Zermelo's (1929) iteration, slow but plain: strength = wins / Σ n / (own + other's strength). */
function zermelo(arms: number, counts: readonly PairCount[]): number[] {
  let strength = Array.from({ length: arms }, () => 1);
  const of = (arm: number): number => strength[arm] ?? NaN;
  for (let change = 1; change > 1e-13;) {
    const next = strength.map((_, arm) => {
      let wins = 0;
      let weight = 0;
      for (const { a, b, winsA, winsB, ties } of counts)
        if (a === arm || b === arm) {
          wins += (a === arm ? winsA : winsB) + ties / 2;
          weight += (winsA + winsB + ties) / (of(a) + of(b));
        }
      return wins / weight;
    });
    const scale = Math.exp(next.reduce((sum, value) => sum + Math.log(value), 0) / arms);
    change = Math.max(...next.map((value, arm) => Math.abs(Math.log(value / scale / of(arm)))));
    strength = next.map((value) => value / scale);
  }
  return strength.map((value) => Math.log(value) * eloPerLogOdds);
}

test('three wins to one are odds of 3: 190.85 Elo', () => {
  const fit = fitBradleyTerry(2, [decided(0, 1, 3, 1)]);
  expect(fit.status).toBe('ok');
  expect((fit.elo[0] ?? NaN) - (fit.elo[1] ?? NaN)).toBeCloseTo(400 * Math.log10(3), 9);
});

describe('choix and evalica', () => {
  test.each(golden.bradleyTerry)('$name', ({ arms, counts, elo }) => {
    const fit = fitBradleyTerry(arms, counts);
    expect(fit.status).toBe('ok');
    for (const [arm, expected] of elo.entries())
      expect(Math.abs((fit.elo[arm] ?? NaN) - expected)).toBeLessThan(1e-6);
  });
});

test('where the search begins makes no difference', () => {
  const start = fc.array(fc.double({ min: -900, max: 900 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(arbitraryCounts(5, 6), start, (counts, elo) => {
      const fit = fitBradleyTerry(5, counts);
      const same = fitBradleyTerry(5, counts, { start: Float64Array.from(elo) });
      expect(same.method).toEqual(fit.method);
      for (const [arm, expected] of fit.elo.entries())
        if (fit.method[arm] !== 'none') expect(same.elo[arm]).toBeCloseTo(expected, 8);
    }),
  );
});

test('agrees with a naive fit wherever a maximum exists', () => {
  fc.assert(
    fc.property(arbitraryCounts(5, 6), (counts) => {
      const fit = fitBradleyTerry(5, counts);
      fc.pre(fit.status === 'ok' && fit.method.every((method) => method === 'ml'));
      for (const [arm, elo] of zermelo(5, counts).entries()) expect(fit.elo[arm]).toBeCloseTo(elo, 5);
    }),
    { numRuns: 50 },
  );
});

test('ties count half and `neither` nothing, unless asked otherwise', () => {
  const counts = [{ a: 0, b: 1, winsA: 3, winsB: 1, ties: 2, neither: 2 }];
  const lead = (neutral: { ties: 'half' | 'drop'; neither: 'half' | 'drop' }) => {
    const { elo } = fitBradleyTerry(2, counts, { neutral });
    return (elo[0] ?? NaN) - (elo[1] ?? NaN);
  };
  const [standard] = fitBradleyTerry(2, counts).elo;
  expect(2 * (standard ?? NaN)).toBeCloseTo(400 * Math.log10(4 / 2), 9);
  expect(lead({ ties: 'drop', neither: 'drop' })).toBeCloseTo(400 * Math.log10(3), 9);
  expect(lead({ ties: 'half', neither: 'half' })).toBeCloseTo(400 * Math.log10(5 / 3), 9);
});

test('an anchor keeps its rating and all differences', () => {
  const counts = [decided(0, 1, 5, 3), decided(1, 2, 4, 4), decided(0, 2, 2, 6)];
  const free = fitBradleyTerry(3, counts).elo;
  const anchored = fitBradleyTerry(3, counts, { anchor: { arm: 1, elo: 1000 } }).elo;
  expect(anchored[1]).toBeCloseTo(1000, 9);
  for (const arm of [0, 2])
    expect((anchored[arm] ?? NaN) - 1000).toBeCloseTo((free[arm] ?? NaN) - (free[1] ?? NaN), 9);
});

describe('where no finite maximum exists', () => {
  test('the published study is separated: three arms are exact, FakeShield is penalised and labelled', () => {
    const fit = fitBradleyTerry(4, publishedStudy);
    expect(fit.status).toBe('separated');
    expect(fit.method).toEqual(['ml', 'ml', 'ml', 'firth']);
    const [human, fakeXplainer, legion, fakeShield] = [...fit.elo] as [number, number, number, number];
    expect(human + fakeXplainer + legion).toBeCloseTo(0, 9);
    expect(human - fakeXplainer).toBeCloseTo(20.2996, 4);
    expect(fakeXplainer - legion).toBeCloseTo(400 * Math.log10(399), 6);
    // Firth's correction of one pair alone adds half a vote to each side.
    expect(fakeXplainer - fakeShield).toBeCloseTo(400 * Math.log10(400.5 / 0.5), 6);
  });

  test('the anchor decides which group the others are measured from', () => {
    const fit = fitBradleyTerry(4, publishedStudy, { anchor: { arm: 3, elo: 0 } });
    expect(fit.elo[3]).toBe(0);
    expect(fit.components[0]?.reference).toEqual([3]);
    expect(fit.method).toEqual(['firth', 'firth', 'firth', 'ml']);
  });

  test('unlinked arms are fitted apart, and an arm without votes has no rating', () => {
    const fit = fitBradleyTerry(5, [decided(0, 1, 3, 1), decided(2, 3, 5, 5)]);
    expect(fit.status).toBe('disconnected');
    expect(fit.components.map(({ status }) => status)).toEqual(['ok', 'ok', 'unvoted']);
    expect(fit.elo[2]).toBeCloseTo(0, 9);
    expect(fit.elo[4]).toBeNaN();
    expect(fit.method[4]).toBe('none');
  });
});

test.each([
  [{ ...decided(0, 1, 1, 1), b: 5 }, 'pair 0: arms must satisfy 0 ≤ a < b < 3, got a=0, b=5'],
  [decided(1, 1, 1, 1), 'pair 0: arms must satisfy 0 ≤ a < b < 3, got a=1, b=1'],
  [decided(0, 1, -1, 1), 'pair 0 (arms 0 and 1): counts must be whole numbers ≥ 0'],
  [decided(0, 1, 0.5, 1), 'pair 0 (arms 0 and 1): counts must be whole numbers ≥ 0'],
])('refuses %o', (count, message) => {
  expect(() => fitBradleyTerry(3, [count])).toThrow(new RangeError(message));
});
