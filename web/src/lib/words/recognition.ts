import type { arena } from '@fakexplain/contract';
import { intervalText } from '../plot/interval.ts';
import { absent, decimal } from './numbers.ts';

const twoDecimals = (value: number) => decimal(value, 2);

/** An AUC with its interval: “0.93 [0.88, 0.97]”, “1.00 at least 0.95”; where there is no interval, the AUC alone. */
export function recognition(found: Pick<arena.PairAudit['byForm'], 'auc' | 'interval'> | null): string {
  if (!found || found.auc === null) return absent;
  const auc = twoDecimals(found.auc);
  return found.interval.kind === 'undetermined' ? auc : `${auc} ${intervalText(found.interval, twoDecimals)}`;
}
