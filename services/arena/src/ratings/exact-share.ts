import type { arena } from '@fakexplain/contract';
import { countedShare } from './kernels/side-bias.ts';

const level = 0.95;

/** k of n as a share with its exact interval at 95%. */
export function exactShare(k: number, n: number): arena.Quality['selfAgreement'] {
  const { share, interval } = countedShare(k, n, level);
  const exact: arena.Interval = interval
    ? { kind: 'two-sided', low: interval.low, high: interval.high }
    : { kind: 'undetermined', reason: 'none answered yet' };
  return { k, n, share, exact };
}
