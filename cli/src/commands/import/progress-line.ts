import { inDuration } from '@fakexplain/service-kit';
import type { ImportProgress } from '@fakexplain/catalog/rows/take-rows.ts';

/** How far an import is, `seconds` after it began. */
export function progressLine({ done, total, rows, refused }: ImportProgress, seconds: number): string {
  const share = total > 0 ? done / total : 1;
  const parts = [`${rows} rows`, `${Math.floor(share * 100)}%`, `${Math.round(rows / seconds)} rows/s`];
  if (share > 0) parts.push(`${inDuration((seconds / share) * (1 - share))} left`);
  if (refused > 0) parts.push(`${refused} refused`);
  return parts.join(' · ');
}
