import type { metrics } from '@fakexplain/contract';

type Agreement = metrics.PreferenceAgreement;

/** An arm on a scatter plot. */
export interface ArmPoint {
  /** Number that names it on the plot, from 1. */
  index: number;
  name: string;
  share: number;
  value: metrics.Measured;
}

/** How a metric and people's votes go together. */
export interface MetricAgreement {
  metric: metrics.Metric;
  agreement: Agreement['agreement'][number];
  points: ArmPoint[];
}

/** Each metric with its arms; first those that the vote follows most often, last those it cannot be told of. */
export function agreementByMetric({ metrics: all, arms, agreement }: Agreement): MetricAgreement[] {
  return all
    .flatMap((metric) => {
      const found = agreement.find(({ signature }) => signature === metric.signature);
      if (!found) return [];
      const points = arms.flatMap(({ name, preferred, values }, index) => {
        const value = values.find(({ signature }) => signature === metric.signature);
        return value && preferred.share !== null
          ? [{ index: index + 1, name, share: preferred.share, value }]
          : [];
      });
      return [{ metric, agreement: found, points }];
    })
    .toSorted((a, b) => (b.agreement.perBallot.share ?? -1) - (a.agreement.perBallot.share ?? -1));
}
