import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { alphaInterval, gwetAc1, krippendorffAlpha, rawAgreement } from './agreement.ts';
import { bootstrap } from './bootstrap.ts';

/** Counts by unit of raters × units of labels, null where missing. */
function byUnit(data: readonly (readonly (number | null)[])[]): number[][] {
  const labels = [...new Set(data.flat().filter((label) => label !== null))];
  return (data[0] ?? []).map((_, unit) =>
    labels.map((label) => data.filter((answers) => answers[unit] === label).length),
  );
}

describe('krippendorff and irrCAC', () => {
  test.each(golden.agreement)('$name', ({ data, alpha, ac1, raw }) => {
    const units = byUnit(data);
    expect(krippendorffAlpha(units)).toBeCloseTo(alpha, 9);
    expect(gwetAc1(units)).toBeCloseTo(ac1, 9);
    expect(rawAgreement(units)).toBeCloseTo(raw, 9);
  });
});

test('Krippendorff’s canonical data give 0.743421', () => {
  expect(krippendorffAlpha(byUnit(golden.agreement[0]?.data ?? []))).toBeCloseTo(0.743421, 6);
});

test('α is one minus observed over expected disagreement of all pairs of answers', () => {
  const units = fc.array(fc.array(fc.nat({ max: 4 }), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(units, (units) => {
      const answers = units.map((unit) =>
        unit.flatMap((count, label) => Array.from({ length: count }, () => label)),
      );
      const paired = answers.filter((unit) => unit.length > 1);
      const everyone = paired.flat();
      const differing = (labels: readonly number[]): number =>
        labels.flatMap((x, i) => labels.filter((y, j) => i !== j && x !== y)).length;
      const observed =
        paired.reduce((sum, unit) => sum + differing(unit) / (unit.length - 1), 0) / everyone.length;
      const expected = differing(everyone) / (everyone.length * (everyone.length - 1));
      const alpha = krippendorffAlpha(units);
      if (everyone.length === 0 || expected === 0) expect(alpha).toBeNull();
      else expect(alpha).toBeCloseTo(1 - observed / expected, 9);
    }),
  );
});

test('without two answers on one unit nothing is said', () => {
  expect(
    rawAgreement([
      [1, 0],
      [0, 1],
    ]),
  ).toBeNull();
  expect(
    gwetAc1([
      [1, 0],
      [0, 1],
    ]),
  ).toBeNull();
});

test('the interval holds the coefficient, is the same for the same seed, and narrows with more units', () => {
  const units = byUnit(golden.agreement[0]?.data ?? []).filter(
    (unit) => unit.reduce((x, y) => x + y, 0) >= 2,
  );
  const few = alphaInterval(units, { seed: 1 });
  const many = alphaInterval([...units, ...units, ...units, ...units], { seed: 1 });
  if (few === null || many === null) throw new Error('both intervals should exist');
  expect(few.low).toBeLessThan(0.743421);
  expect(few.high).toBeGreaterThan(0.743421);
  expect(alphaInterval(units, { seed: 1 })).toEqual(few);
  expect(many.high - many.low).toBeLessThan(few.high - few.low);
});

test('there is no interval where every resample says the same', () => {
  const agreed = [
    [2, 0],
    [2, 0],
    [0, 2],
  ];
  expect(krippendorffAlpha(agreed)).toBe(1);
  expect(alphaInterval(agreed, { seed: 1 })).toBeNull();
  expect(alphaInterval([], { seed: 1 })).toBeNull();
});

test('the interval of α is that of resamples put together unit by unit', () => {
  const unit = fc
    .array(fc.nat({ max: 4 }), { minLength: 4, maxLength: 4 })
    .filter((counts) => counts.reduce((sum, count) => sum + count, 0) >= 2);
  fc.assert(
    fc.property(fc.array(unit, { minLength: 2, maxLength: 12 }), fc.nat(), (units, seed) => {
      const options = { seed, resamples: 60 };
      const [repeated] = bootstrap(
        units.length,
        (weights) =>
          weights.map((each) => [
            krippendorffAlpha(units.flatMap((own, index) => Array<number[]>(each[index] ?? 0).fill(own))),
          ]),
        options,
      );
      const interval = alphaInterval(units, options);
      expect(interval === null).toBe(repeated?.interval === null);
      expect(interval?.low ?? 0).toBeCloseTo(repeated?.interval?.low ?? 0, 9);
      expect(interval?.high ?? 0).toBeCloseTo(repeated?.interval?.high ?? 0, 9);
    }),
  );
});
