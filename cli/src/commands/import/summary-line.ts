import type { ImportSummary } from '@fakexplain/catalog/rows/take-rows.ts';

/** "412 real, 398 generated; 20 were there; 3 refused" */
export function summaryLine({ added, present, refused }: ImportSummary): string {
  const counts = Object.entries(added).map(([what, count]) => `${count} ${what}`);
  return [
    counts.length > 0 ? counts.join(', ') : 'nothing new',
    ...(present > 0 ? [`${present} ${present === 1 ? 'was' : 'were'} there`] : []),
    `${refused} refused`,
  ].join('; ');
}
