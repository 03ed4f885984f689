import type { Ranking } from '@fakexplain/statistics/ranking-statistics';
import { auroc, averagePrecision, rankingMetrics, type Measured } from '../kernels/detection/index.ts';
import { signatureString } from '../kernels/signature.ts';

const rankingStatistics: Readonly<Record<string, (ranking: Ranking) => number | null>> = {
  auroc,
  ap: averagePrecision,
};

export interface RankedMetric {
  readonly signature: string;
  readonly measure: (ranking: Ranking) => Measured;
  /** The bare value, for resamples. */
  readonly statistic: (ranking: Ranking) => number | null;
}

/** Metrics of a ranking of images by probability. */
export const rankedMetrics: readonly RankedMetric[] = rankingMetrics.flatMap(
  ({ slug, signature, measure }) => {
    const statistic = rankingStatistics[slug];
    return statistic ? [{ signature: signatureString(signature), measure, statistic }] : [];
  },
);
