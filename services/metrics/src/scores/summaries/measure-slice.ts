import type { metrics } from '@fakexplain/contract';
import { rankScores } from '../kernels/detection/index.ts';
import { summariseReplicates } from '@fakexplain/statistics/bootstrap';
import { rankedMetrics } from './ranked-metrics.ts';
import type { Resampling } from './resampling-threads.ts';
import type { Slice } from './slice.ts';
import { countsOf, sumMetrics } from './sum-metrics.ts';
import { totalsUnder, type WantedMetrics } from './take-resamples.ts';

export interface IntervalOptions {
  /** As in `BootstrapOptions`. */
  seed: number;
  resamples: number;
}

/** Coverage of all intervals. */
export const level = 0.95;

/** Every metric that is defined on a slice, with percentile bootstrap intervals over its units. */
export async function measureSlice(
  slice: Slice,
  { resampling, seed, resamples }: IntervalOptions & { resampling: Pick<Resampling, 'replicate'> },
): Promise<metrics.Measured[]> {
  const { values, metrics } = valuesOf(slice);
  const replicates = await resampling.replicate({ slice, metrics, seed }, resamples);
  const found = summariseReplicates(
    values.map(({ value }) => value),
    replicates,
    slice.sums.units,
    level,
  );
  return values.map((each, index) => {
    const interval = found[index]?.interval ?? null;
    return { ...each, low: interval?.low ?? null, high: interval?.high ?? null };
  });
}

/** The metrics that are defined on a slice, and which of all they are: those of sums, then those of the ranking. */
export function valuesOf(slice: Slice): {
  values: { signature: string; n: number; value: number }[];
  metrics: WantedMetrics;
} {
  const [total = new Float64Array()] = totalsUnder(slice)([new Uint32Array(slice.sums.units).fill(1)]);
  const counts = countsOf(total);
  const ofSums = definedOf(sumMetrics.map((metric) => ({ ...metric, found: metric.measure(total, counts) })));
  const { scores, positive } = slice.ranked;
  const ranking = scores.length > 0 ? rankScores(scores, positive) : null;
  const ofRanking = definedOf(
    ranking === null ? [] : rankedMetrics.map((metric) => ({ ...metric, found: metric.measure(ranking) })),
  );
  return {
    values: [...ofSums, ...ofRanking].map(({ signature, n, value }) => ({ signature, n, value })),
    metrics: { sums: ofSums.map(({ place }) => place), ranked: ofRanking.map(({ place }) => place) },
  };
}

function definedOf(metrics: readonly { signature: string; found: { n: number; value: number | null } }[]) {
  return metrics.flatMap(({ signature, found: { n, value } }, place) =>
    value === null ? [] : [{ signature, n, value, place }],
  );
}
