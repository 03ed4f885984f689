import type { metrics } from '@fakexplain/contract';

/** A metric's name in an address: `acc`, or with a variant other than the default `bleu2.coco`. */
export const metricKey = ({ metric, variant }: Pick<metrics.Metric, 'metric' | 'variant'>): string =>
  variant === 'default' ? metric : `${metric}.${variant}`;

/** The metric that an address names; the first of all where it names none, `null` for an unknown name. */
export function findMetric(all: readonly metrics.Metric[], key: string | null): metrics.Metric | null {
  if (key === null || key === '') return all.find((metric) => metricKey(metric) === 'acc') ?? all[0] ?? null;
  return all.find((metric) => metricKey(metric) === key) ?? null;
}

const verdictFamily = new Set([
  'acc',
  'acc_parsed',
  'acc_real',
  'acc_fake',
  'balanced_acc',
  'precision',
  'recall',
  'f1',
]);
const besideAccuracy = new Set(['coverage', 'parse_ok']);

/** What must be read together with a metric: how many outputs had a verdict and parsed, beside accuracies; else none. */
export function companions(all: readonly metrics.Metric[], metric: metrics.Metric): metrics.Metric[] {
  if (!verdictFamily.has(metric.metric)) return [];
  return all.filter((other) => besideAccuracy.has(other.metric) && other.signature !== metric.signature);
}
