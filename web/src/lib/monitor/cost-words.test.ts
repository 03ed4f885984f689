import { expect, test } from 'vitest';
import { costWords } from './cost-words.ts';

test('a cost says of what it is', () => {
  const pay = { amount: 9, currency: 'GBP', per: 'hour' as const };
  expect(costWords({ pay, units: 2.54, soFar: 22.86, planned: 1_200 })).toBe(
    'GBP 22.86 until now: GBP 9.00 an hour, for 2.5 hours of answers, without fees. At the planned votes it will have been GBP 1,200.00.',
  );
  expect(costWords({ pay: { ...pay, per: 'rater' }, units: 1, soFar: 9, planned: null })).toBe(
    'GBP 9.00 until now: GBP 9.00 a rater, for 1 rater, without fees.',
  );
});
