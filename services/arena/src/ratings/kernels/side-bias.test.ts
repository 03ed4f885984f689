import { expect, test } from 'vitest';
import { selfAgreement, sideBias } from './side-bias.ts';

test('seven of ten for the left: the textbook interval and test', () => {
  expect(sideBias(7, 3)).toEqual({
    k: 7,
    n: 10,
    share: 0.7,
    interval: { low: expect.closeTo(0.347547, 6), high: expect.closeTo(0.93326, 6) },
    pValue: expect.closeTo(352 / 1024, 12),
  });
});

test('nothing counted, nothing said', () => {
  expect(sideBias(0, 0)).toEqual({ k: 0, n: 0, share: null, interval: null, pValue: null });
  expect(selfAgreement(0, 0).share).toBeNull();
});

test('self-agreement is a share of the repeats', () => {
  expect(selfAgreement(9, 12)).toMatchObject({ k: 9, n: 12, share: 0.75 });
});
