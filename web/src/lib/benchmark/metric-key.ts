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

/**
 * What must be read together with a metric: beside accuracies how many outputs had a verdict and parsed, beside a mean
 * of sentences' BLEU that of the corpus, which can be far from it; else nothing.
 */
export function companions(all: readonly metrics.Metric[], metric: metrics.Metric): metrics.Metric[] {
  const goesBeside = (other: metrics.Metric): boolean =>
    verdictFamily.has(metric.metric)
      ? besideAccuracy.has(other.metric)
      : metric.metric === 'bleu2' && other.metric === 'bleu2' && other.variant === 'sacrebleu-corpus';
  return all.filter((other) => goesBeside(other) && other.signature !== metric.signature);
}
