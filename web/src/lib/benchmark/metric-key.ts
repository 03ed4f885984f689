import type { metrics } from '@fakexplain/contract';

/** The metric that an address names by its key; accuracy where it names none, `null` for an unknown key. */
export function findMetric(all: readonly metrics.Metric[], key: string | null): metrics.Metric | null {
  if (key === null || key === '') return all.find((metric) => metric.key === 'acc') ?? all[0] ?? null;
  return all.find((metric) => metric.key === key) ?? null;
}

/** What must be read together with a metric. */
export const companions = (all: readonly metrics.Metric[], { readWith }: metrics.Metric): metrics.Metric[] =>
  all.filter(({ key }) => readWith.includes(key));
