import type { metrics } from '@fakexplain/contract';
import { accFakeMetric } from '../metrics/acc-fake.ts';
import { accRealMetric } from '../metrics/acc-real.ts';
import { accMetric } from '../metrics/acc.ts';
import { describe, keyOf, type Metric } from '../metrics/metric.ts';
import { explanationMetrics, valueIn, type Entries } from '../metrics/registry.ts';

export interface AgreementMetric {
  metric: metrics.Metric;
  better: 'higher' | 'lower';
  /** Of one explanation; its mean over explanations is the metric. */
  valueOf: (entries: Entries) => number | null;
}

const facts = (metric: Metric) => ({ metric: describe(metric), better: metric.better });

const compared: readonly AgreementMetric[] = explanationMetrics
  .filter(({ comparedWithVotes }) => comparedWithVotes)
  .map((metric) => {
    const key = keyOf(metric);
    return { ...facts(metric), valueOf: (entries) => valueIn(entries, key) };
  });

/**
 * What is compared with votes: whether the verdict is right, and the values of regions and texts. Accuracy over images of
 * one label alone goes by the name it has there.
 */
export function agreementMetrics(labels: ReadonlySet<string>): AgreementMetric[] {
  const accuracy = labels.size > 1 ? accMetric : labels.has('real') ? accRealMetric : accFakeMetric;
  const right = keyOf(accMetric);
  return [{ ...facts(accuracy), valueOf: (entries) => valueIn(entries, right) }, ...compared];
}
