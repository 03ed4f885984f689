import { expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { mcnemar } from './mcnemar.ts';

test.each(golden.mcnemar)('McNemar of $first against $second, as scipy', ({ first, second, exact, mid }) => {
  expect(mcnemar(first, second).exact).toBeCloseTo(exact, 9);
  expect(mcnemar(first, second).mid).toBeCloseTo(mid, 9);
  expect(mcnemar(second, first)).toEqual(mcnemar(first, second));
});

test('the published example of the mid-p: 1 and 7 pairs differ', () => {
  // Bentur et al. in Fagerland, Lydersen & Laake (2013): exact p = 0.0703, mid-p = 0.0391.
  expect(mcnemar(1, 7).exact).toBeCloseTo(0.0703, 4);
  expect(mcnemar(1, 7).mid).toBeCloseTo(0.0391, 4);
});
