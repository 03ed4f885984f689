import type { metrics } from '@fakexplain/contract';

type Difference = metrics.Comparison['differences'][number];

/** What a difference says of two runs a and b. */
export type Finding = 'a' | 'b' | 'open' | 'neither-better';

/**
 * Which run is better by a metric: the one that the whole interval of a − b speaks for; `open` if it holds 0 or there is
 * none, `neither-better` for a metric of which neither end is good.
 */
export function findingOf(
  { low, high }: Pick<Difference, 'low' | 'high'>,
  better: metrics.Metric['better'],
): Finding {
  if (low === null || high === null || (low <= 0 && high >= 0)) return 'open';
  if (better === null) return 'neither-better';
  return low > 0 === (better === 'higher') ? 'a' : 'b';
}

/** Differences with their metrics, in the metrics' order; those without a metric of this benchmark are left out. */
export function differencesByMetric(
  all: readonly metrics.Metric[],
  differences: readonly Difference[],
): { metric: metrics.Metric; difference: Difference; finding: Finding }[] {
  return all.flatMap((metric) => {
    const difference = differences.find(({ signature }) => signature === metric.signature);
    return difference ? [{ metric, difference, finding: findingOf(difference, metric.better) }] : [];
  });
}
