import { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { flagWords, sentinelNames } from './sentinel-words.ts';

test.each<[arena.Flag, string]>([
  [{ sentinel: 'median_time', value: 0.92, threshold: 0.5, n: 24 }, 'Too fast: 92% of 24, flagged above 50%'],
  [{ sentinel: 'one_sided', value: 1, threshold: 0.93, n: 14 }, 'One side: 100% of 14, flagged from 93%'],
  [{ sentinel: 'checks_failed', value: 0, threshold: 0, n: 3 }, 'Checks failed: 0% of 3, flagged up to 0%'],
  [
    { sentinel: 'long_run', value: 16, threshold: 15, n: 24 },
    'Same answer in a row: 16 of 24, flagged from 15',
  ],
  [
    { sentinel: 'one_network', value: 40, threshold: 31, n: 40 },
    'Many from one network: 40 in an hour, flagged from 31',
  ],
  [
    { sentinel: 'same_opening', value: 8, threshold: 2, n: 20 },
    'Same answers as another: 8 raters, first 20 answers',
  ],
])('$sentinel', (flag, words) => expect(flagWords(flag)).toBe(words));

test('every sentinel has a name of its own', () => {
  expect(new Set(arena.sentinelSchema.options.map((one) => sentinelNames[one])).size).toBe(
    arena.sentinelSchema.options.length,
  );
});
