import type { arena } from '@fakexplain/contract';
import { count, percent } from '#lib/words/numbers.ts';

/** Short names of the sentinels. */
export const sentinelNames: Record<arena.Sentinel, string> = {
  median_time: 'Too fast',
  reading_time: 'Too fast for the text',
  image_unseen: 'Image not looked at',
  one_sided: 'One side',
  long_run: 'Same answer in a row',
  same_opening: 'Same answers as another',
  checks_failed: 'Checks failed',
  one_network: 'Many from one network',
};

/** A flag in words: `Too fast: 92% of 24, flagged above 50%`. */
export function flagWords({ sentinel, value, threshold, n }: arena.Flag): string {
  const shares = (flagged: string) =>
    `${percent(value, 0)} of ${count(n)}, flagged ${flagged} ${percent(threshold, 0)}`;
  const words: Record<arena.Sentinel, string> = {
    median_time: shares('above'),
    reading_time: shares('above'),
    image_unseen: shares('above'),
    one_sided: shares('from'),
    long_run: `${count(value)} of ${count(n)}, flagged from ${count(threshold)}`,
    same_opening: `${count(value)} raters, first ${count(n)} answers`,
    checks_failed: shares('up to'),
    one_network: `${count(value)} in an hour, flagged from ${count(threshold)}`,
  };
  return `${sentinelNames[sentinel]}: ${words[sentinel]}`;
}
