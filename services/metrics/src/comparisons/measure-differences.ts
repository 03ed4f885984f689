import type { metrics } from '@fakexplain/contract';
import { summariseReplicates } from '@fakexplain/statistics/bootstrap';
import { replicateInThreads } from '../summaries/replicate-in-threads.ts';
import { level, type IntervalOptions } from '../summaries/summarise.ts';
import type { MeasuredPairs } from './pair-table.ts';

/** a − b of every metric that is defined for both runs, over the images on which it is, with intervals. */
export async function measureDifferences(
  { metrics: both, resampled }: MeasuredPairs,
  { threads, seed, resamples, signal }: IntervalOptions,
): Promise<metrics.Comparison['differences']> {
  const replicates = await replicateInThreads(threads, { ...resampled, seed }, resamples, signal);
  const intervals = summariseReplicates(
    both.map(({ a, b }) => a - b),
    both.map(({ place }) => replicates[place] ?? new Float64Array()),
    resampled.slice.sums.units,
    level,
  );
  return both.map(({ signature, n, a, b }, index) => {
    const interval = intervals[index]?.interval ?? null;
    const [low, high] = [interval?.low ?? null, interval?.high ?? null];
    return { signature, n, a, b, difference: a - b, low, high };
  });
}
