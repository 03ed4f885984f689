import type { metrics } from '@fakexplain/contract';

type SliceKind = metrics.Benchmark['slice']['kind'];
const kinds = ['label', 'category', 'generator', 'fold'] as const satisfies SliceKind[];

/** What part of the images the numbers are of. */
export interface BenchmarkSlice {
  kind: SliceKind;
  value: string;
}

/** What a benchmark page shows, as its address says it. */
export interface BenchmarkView {
  /** Key of the metric; empty for the usual one. */
  metric: string;
  slice: BenchmarkSlice;
  /** One dataset alone; empty for all. */
  dataset: string;
  /** `model`, or a dataset's slug; empty for the first dataset. */
  sort: string;
  /** Best first (or A to Z), or the other way round. */
  reverse: boolean;
}

/** Reads `category:GAN`; `null` where it is not a slice. Absent means all images. */
export function parseBenchmarkSlice(text: string | null): BenchmarkSlice | null {
  if (text === null || text === '' || text === 'all') return { kind: 'all', value: '' };
  const colon = text.indexOf(':');
  const kind = kinds.find((kind) => kind === text.slice(0, colon));
  const value = text.slice(colon + 1);
  return kind && value !== '' && value.length <= 200 ? { kind, value } : null;
}

/** The slice as it stands in the address. */
export const sliceText = ({ kind, value }: BenchmarkSlice): string =>
  kind === 'all' ? 'all' : `${kind}:${value}`;

/** Reads a view; `null` where that is not a slice. */
export function parseView(query: Pick<URLSearchParams, 'get'>): BenchmarkView | null {
  const slice = parseBenchmarkSlice(query.get('slice'));
  if (!slice) return null;
  return {
    metric: query.get('metric') ?? '',
    slice,
    dataset: query.get('dataset') ?? '',
    sort: query.get('sort') ?? '',
    reverse: query.get('order') === 'reverse',
  };
}

/** The view as a query, `?` included, without what is at its usual value; empty if all is. */
export function viewQuery({ metric, slice, dataset, sort, reverse }: BenchmarkView): string {
  const query = new URLSearchParams();
  if (metric) query.set('metric', metric);
  if (slice.kind !== 'all') query.set('slice', sliceText(slice));
  if (dataset) query.set('dataset', dataset);
  if (sort) query.set('sort', sort);
  if (reverse) query.set('order', 'reverse');
  return query.size > 0 ? `?${query}` : '';
}

/** The metric that an address names by its key; accuracy where it names none, `null` for an unknown key. */
export function findMetric(all: readonly metrics.Metric[], key: string | null): metrics.Metric | null {
  if (key === null || key === '') return all.find((metric) => metric.key === 'acc') ?? all[0] ?? null;
  return all.find((metric) => metric.key === key) ?? null;
}

/** What must be read together with a metric. */
export const companions = (all: readonly metrics.Metric[], { readWith }: metrics.Metric): metrics.Metric[] =>
  all.filter(({ key }) => readWith.includes(key));
