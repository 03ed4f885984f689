import type { metrics } from '@fakexplain/contract';
import { figuresOf, paperMetric, sameName } from './published.ts';

type Dataset = metrics.Run['dataset'];

/** A run's value in a column, with what must be read beside it. */
export interface Entry {
  run: metrics.Run;
  /** Absent where the metric is not defined on this dataset or nothing is scored yet. */
  value: metrics.Measured | undefined;
  beside: (metrics.Measured | undefined)[];
  warnings: string[];
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
  const named = paperMetric(metric);
  const figures = datasets.map((dataset) => (named ? figuresOf(published, named, dataset, slice) : []));

  const entry = ({ run, values, warnings }: metrics.BenchmarkRow): Entry => {
    const of = ({ signature }: metrics.Metric) => values.find((value) => value.signature === signature);
    return { run, value: of(metric), beside: beside.map(of), warnings };
  };
  const measured = [...Map.groupBy(rows, ({ run }) => run.source.slug).values()].map((ofSource) => {
    const source = ofSource[0]?.run.source ?? null;
    const name = source?.name ?? '';
    const cells = datasets.map(({ slug }, column) => ({
      entries: ofSource
        .filter(({ run }) => run.dataset.slug === slug)
        .toSorted((a, b) => Date.parse(b.run.createdAt) - Date.parse(a.run.createdAt))
        .map(entry),
      published: (figures[column] ?? []).filter(({ model }) => sameName(model, name)),
    }));
    return { name, source, cells };
  });
  const known = measured.map(({ name }) => name);
  const models = [...new Set(figures.flat().map(({ model }) => model))];
  const fromPapers = models
    .filter((model) => !known.some((name) => sameName(name, model)))
    .map((model) => ({
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
    rows: [...measured, ...fromPapers],
  };
}
