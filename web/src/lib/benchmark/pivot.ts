import type { metrics } from '@fakexplain/contract';
import { figuresOf } from './published.ts';

type Dataset = metrics.Run['dataset'];

/** A run's value in a column, with the values that must be read with it. */
export interface Entry {
  run: metrics.Run;
  /** Absent where the metric is not defined on this dataset or nothing is scored yet. */
  value: metrics.Measured | undefined;
  beside: (metrics.Measured | undefined)[];
  warnings: metrics.Warning[];
}

export interface PivotColumn {
  dataset: Dataset;
  /** Whether a paper gives figures for it: they stand in a column of their own. */
  published: boolean;
}

/** A model on each dataset. */
export interface PivotCell {
  /** Its runs, newest first. */
  entries: Entry[];
  published: metrics.PublishedFigure[];
}

export interface PivotRow {
  name: string;
  /** `null` for a model known from papers only. */
  source: metrics.Run['source'] | null;
  cells: PivotCell[];
}

export interface Pivot {
  metric: metrics.Metric;
  beside: metrics.Metric[];
  columns: PivotColumn[];
  rows: PivotRow[];
}

const kindOrder: Dataset['kind'][] = ['in_distribution', 'ood', 'other', 'demo'];

/** Models × datasets by one metric; `beside` are read with it. Models known from papers only come last. */
export function pivotBenchmark(
  { rows, published, slice }: Pick<metrics.Benchmark, 'rows' | 'published' | 'slice'>,
  metric: metrics.Metric,
  beside: metrics.Metric[],
): Pivot {
  const datasets = [...new Map(rows.map(({ run }) => [run.dataset.slug, run.dataset])).values()].toSorted(
    (a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) || a.title.localeCompare(b.title, 'en'),
  );
  const named = metric.publishedAs;
  const figures = datasets.map((dataset) => (named ? figuresOf(published, named, dataset, slice) : []));

  const entry = ({ run, values, warnings }: metrics.BenchmarkRow): Entry => {
    const of = ({ signature }: metrics.Metric) => values.find((value) => value.signature === signature);
    return { run, value: of(metric), beside: beside.map(of), warnings };
  };
  const measured = [...Map.groupBy(rows, ({ run }) => run.source.slug).values()].map((ofSource) => {
    const source = ofSource[0]?.run.source ?? null;
    const isOfSource = ({ modelSlug }: metrics.PublishedFigure) =>
      modelSlug !== null && modelSlug === source?.slug;
    const cells = datasets.map(({ slug }, column) => ({
      entries: ofSource
        .filter(({ run }) => run.dataset.slug === slug)
        .toSorted((a, b) => Date.parse(b.run.createdAt) - Date.parse(a.run.createdAt))
        .map(entry),
      published: (figures[column] ?? []).filter(isOfSource),
    }));
    return { name: source?.name ?? '', source, cells };
  });
  const known = new Set(measured.map(({ source }) => source?.slug ?? null));
  const fromPapers = figures.flat().filter(({ modelSlug }) => modelSlug === null || !known.has(modelSlug));
  const ofPapers = [...new Set(fromPapers.map(({ model }) => model))].map((model) => ({
    name: model,
    source: null,
    cells: figures.map((ofDataset) => ({
      entries: [],
      published: ofDataset.filter((figure) => figure.model === model),
    })),
  }));
  return {
    metric,
    beside,
    columns: datasets.map((dataset, column) => ({ dataset, published: (figures[column] ?? []).length > 0 })),
    rows: [...measured, ...ofPapers],
  };
}
