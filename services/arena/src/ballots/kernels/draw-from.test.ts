import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawFrom } from './draw-from.ts';

test('draws by weight and says the probability', () => {
  const weights = Float64Array.of(1, 0, 3);
  expect(drawFrom(weights, 0)).toEqual({ index: 0, probability: 0.25 });
  expect(drawFrom(weights, 0.2499)).toEqual({ index: 0, probability: 0.25 });
  expect(drawFrom(weights, 0.25)).toEqual({ index: 2, probability: 0.75 });
  expect(drawFrom(Float64Array.of(0, 0), 0.5)).toBeNull();
});

test('the share of an even grid of draws is the probability; what weighs nothing is never drawn', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 6 }), (entries) => {
      const total = entries.reduce((sum, entry) => sum + entry, 0);
      fc.pre(total > 0);
      const drawn = entries.map(() => 0);
      for (let step = 0; step < total * 4; step++) {
        const index = drawFrom(Float64Array.from(entries), (step + 0.5) / (total * 4))?.index ?? NaN;
        drawn[index] = (drawn[index] ?? NaN) + 1;
      }
      expect(drawn).toEqual(entries.map((entry) => entry * 4));
    }),
  );
});

test('rounding at the very end draws the last that has weight', () => {
  expect(drawFrom(Float64Array.of(0.1, 0.2, 0.7, 0), 1 - Number.EPSILON / 2)?.index).toBe(2);
});
