import { expect, test } from 'vitest';
import { meanAndSpread } from './mean-and-spread.ts';

test('mean and spread over folds', () => {
  expect(meanAndSpread([0.25, 0.75, null, 0.5])).toEqual({
    mean: 0.5,
    standardDeviation: 0.25,
    least: 0.25,
    greatest: 0.75,
    n: 3,
  });
  expect(meanAndSpread([0.5])?.standardDeviation).toBeNull();
  expect(meanAndSpread([null])).toBeNull();
});
