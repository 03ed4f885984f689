import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { moment } from './moments.ts';
import { bounds, decimal, elo, percent, plural, points, pValue, rankSet } from './numbers.ts';

test('a share is rounded, but never to a certainty that it is not', () => {
  expect(percent(807 / 1525)).toBe('52.9%');
  expect(percent(0.99999)).toBe('99.9%');
  expect(percent(0.00001, 0)).toBe('1%');
  expect(percent(1)).toBe('100.0%');
  expect(percent(0)).toBe('0.0%');
  expect(percent(null)).toBe('–');
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 3 }),
      (share, decimals) => {
        const shown = Number.parseFloat(percent(share, decimals)) / 100;
        expect(Math.abs(shown - share)).toBeLessThanOrEqual(10 ** -(decimals + 2) + 1e-12);
        expect(shown === 1 || shown === 0).toBe(share === 1 || share === 0);
      },
    ),
  );
});

test('numbers below zero carry a minus sign, not a hyphen', () => {
  expect(elo(-1234.4)).toBe('−1,234');
  expect(elo(-0.2)).toBe('0');
});

test('differences of shares are points with a sign, but zero has none', () => {
  expect([0.0261, -0.013, 0.0004, -0.0004, 0, 1].map(points)).toEqual([
    '+2.6',
    '−1.3',
    '0.0',
    '0.0',
    '0.0',
    '+100.0',
  ]);
});

test('in German numbers have a comma, and ends of intervals are parted by another sign', () => {
  expect(bounds(decimal(1.64, 2, 'de'), decimal(2.06, 2, 'de'), 'de')).toBe('[1,64; 2,06]');
  expect(bounds(decimal(1.64, 2), decimal(2.06, 2))).toBe('[1.64, 2.06]');
});

test('no page writes decimals past the words of its language', () => {
  const folder = new URL('../../', import.meta.url).pathname;
  const past = globSync('{routes,lib}/**/*.{svelte,ts}', { cwd: folder }).filter(
    (file) =>
      // Values of forms are read by services.
      !/\.test\.ts$|words\/numbers\.ts$|plan-address\.ts$/.test(file) &&
      readFileSync(join(folder, file), 'utf8').includes('.toFixed('),
  );
  expect(past).toEqual([]);
});

test('words around numbers', () => {
  expect([plural(1, 'vote'), plural(1525, 'vote')]).toEqual(['1 vote', '1,525 votes']);
  expect([rankSet({ best: 1, worst: 2 }), rankSet({ best: 3, worst: 3 }), rankSet(null)]).toEqual([
    '1–2',
    '3',
    '–',
  ]);
  expect([pValue(0.0004), pValue(0.0242), pValue(null)]).toEqual(['< 0.001', '0.024', '–']);
  expect(moment('2026-11-23T16:48:31.123Z')).toBe('2026-11-23 16:48 UTC');
});
