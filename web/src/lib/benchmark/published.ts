import type { metrics } from '@fakexplain/contract';

type Figure = metrics.PublishedFigure;

const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '');

/** Whether a paper and this benchmark call a dataset or a category the same, apart from case and punctuation. */
const sameName = (a: string, b: string): boolean => plain(a) === plain(b);

/** The papers' own dataset: what they call “Overall”, “all” or a category is of this one, not of any like it. */
const papersOwn = 'FakeXplained';

/**
 * The figures that a paper gives for a dataset (of its own one as “Overall” or “all”), or for a category of its own one;
 * not for any other part of a dataset, of which papers say nothing.
 */
export function figuresOf(
  figures: readonly Figure[],
  metric: Figure['metric'],
  dataset: Pick<metrics.Run['dataset'], 'title' | 'slug'>,
  slice: metrics.Benchmark['slice'],
): Figure[] {
  const isCalled = (name: string) => sameName(name, dataset.title) || sameName(name, dataset.slug);
  const isOf = (of: string): boolean => {
    if (slice.kind === 'all' && isCalled(of)) return true;
    if (!isCalled(papersOwn)) return false;
    if (slice.kind === 'all') return sameName(of, 'overall') || sameName(of, 'all');
    return slice.kind === 'category' && sameName(of, slice.value);
  };
  return figures.filter((figure) => figure.metric === metric && isOf(figure.of));
}

/** One of a paper's tables: rows and columns in the order in which the paper names them. */
export interface PublishedTable {
  table: string;
  rows: string[];
  /** Models, each with the metrics it has figures of. */
  columns: { model: string; metrics: Figure['metric'][] }[];
  cell: (row: string, model: string, metric: Figure['metric']) => Figure[];
  sources: string[];
  notes: string[];
}

/** Figures as the tables they stand in. */
export function publishedTables(figures: readonly Figure[]): PublishedTable[] {
  const unique = <T>(values: Iterable<T>): T[] => [...new Set(values)];
  return [...Map.groupBy(figures, ({ table }) => table)].map(([table, inTable]) => ({
    table,
    rows: unique(inTable.map(({ of }) => of)),
    columns: [...Map.groupBy(inTable, ({ model }) => model)].map(([model, ofModel]) => ({
      model,
      metrics: unique(ofModel.map(({ metric }) => metric)),
    })),
    cell: (row, model, metric) =>
      inTable.filter((figure) => figure.of === row && figure.model === model && figure.metric === metric),
    sources: unique(inTable.map(({ source }) => source)),
    notes: unique(inTable.flatMap(({ note }) => note ?? [])),
  }));
}

/** An overall figure that no weighting of the other rows can give. */
export interface OddOverall {
  figure: Figure;
  /** Least and greatest of the other rows. */
  least: number;
  most: number;
}

/** The overall figures that lie outside the range of their table's other rows: they are not a mean of them. */
export function oddOveralls(figures: readonly Figure[]): OddOverall[] {
  return figures.flatMap((figure) => {
    if (!sameName(figure.of, 'overall')) return [];
    const others = figures
      .filter(
        ({ table, model, metric, of }) =>
          table === figure.table && model === figure.model && metric === figure.metric && of !== figure.of,
      )
      .map(({ value }) => value);
    const [least, most] = [Math.min(...others), Math.max(...others)];
    return others.length > 1 && (figure.value < least || figure.value > most)
      ? [{ figure, least, most }]
      : [];
  });
}
