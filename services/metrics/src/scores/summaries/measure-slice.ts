import type { metrics } from '@fakexplain/contract';
import {
  auroc,
  averagePrecision,
  rankingMetrics,
  rankScores,
  type Ranking,
} from '../kernels/detection/index.ts';
import { bootstrap, statisticsOfRanking, type BootstrapOptions } from '../kernels/resampling/index.ts';
import { signatureString } from '../kernels/signature.ts';
import { resampledSums } from './resample-sums.ts';
import type { SliceTable } from './slice-table.ts';
import { countsOf, sumMetrics, totalsOf } from './sum-metrics.ts';

const rankingStatistics: Readonly<Record<string, (ranking: Ranking) => number | null>> = {
  auroc,
  ap: averagePrecision,
};

/** The metrics of a ranking; `statistic` is the bare value, for resamples. */
export const rankedMetrics = rankingMetrics.flatMap(({ slug, signature, measure }) => {
  const statistic = rankingStatistics[slug];
  return statistic ? [{ signature: signatureString(signature), measure, statistic }] : [];
});

/** Every metric that is defined on a slice, with percentile bootstrap intervals over its units. */
export function measureSlice(table: SliceTable, options: BootstrapOptions): metrics.Measured[] {
  return [...measureSums(table, options), ...measureRanking(table, options)];
}

function measureSums(table: SliceTable, options: BootstrapOptions): metrics.Measured[] {
  const total = totalsOf(table);
  const counts = countsOf(total);
  const defined = sumMetrics.flatMap(({ signature, measure }) => {
    const { value, n } = measure(total, counts);
    return value === null ? [] : [{ signature, measure, n, value }];
  });
  const statistics = resampledSums(table, defined);
  const resampled = bootstrap(table.units(), statistics, options);
  return defined.map(({ signature, n, value }, index) => ({
    signature,
    n,
    value,
    low: resampled[index]?.interval?.low ?? null,
    high: resampled[index]?.interval?.high ?? null,
  }));
}

function measureRanking({ ranked }: SliceTable, options: BootstrapOptions): metrics.Measured[] {
  if (ranked.probabilities.length === 0) return [];
  const scores = Float64Array.from(ranked.probabilities);
  const positive = Uint8Array.from(ranked.generated);
  const ranking = rankScores(scores, positive);
  const defined = rankedMetrics.flatMap(({ signature, measure, statistic }) => {
    const { value, n } = measure(ranking);
    return value === null ? [] : [{ signature, statistic, n, value }];
  });
  if (defined.length === 0) return [];
  const groups = ranked.unitOf.map(String);
  const statistics = statisticsOfRanking(
    { scores, positive, groups },
    defined.map(({ statistic }) => statistic),
  );
  const resampled = bootstrap(new Set(groups).size, statistics, options);
  return defined.map(({ signature, n, value }, index) => ({
    signature,
    n,
    value,
    low: resampled[index]?.interval?.low ?? null,
    high: resampled[index]?.interval?.high ?? null,
  }));
}
