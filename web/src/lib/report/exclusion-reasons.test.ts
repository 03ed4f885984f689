import { expect, test } from 'vitest';
import { exclusionReasons } from './exclusion-reasons.ts';

const exclusion = {
  id: '7a1f7f0e-4a55-4d0c-a3a6-0d5f8a6e0c11',
  rater: null,
  raters: 1,
  sentinels: [],
  votes: 3,
  excludedAt: '2026-05-01T10:00:00.000Z',
  withdrawnAt: null,
};

test('exclusions that stand are told by reason, those with most votes first', () => {
  expect(
    exclusionReasons([
      { ...exclusion, reason: 'too fast' },
      { ...exclusion, reason: 'one side alone', raters: 2, votes: 9 },
      { ...exclusion, reason: 'too fast', votes: 4 },
      { ...exclusion, reason: 'too fast', votes: 100, withdrawnAt: '2026-05-02T10:00:00.000Z' },
      { ...exclusion, reason: 'a mistake', withdrawnAt: '2026-05-02T10:00:00.000Z' },
    ]),
  ).toEqual([
    { reason: 'one side alone', raters: 2, votes: 9 },
    { reason: 'too fast', raters: 2, votes: 7 },
  ]);
});
