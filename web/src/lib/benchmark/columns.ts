import type { metrics } from '@fakexplain/contract';
import type { Column } from '../table/columns.ts';
import type { Pivot, PivotRow } from './pivot.ts';

/** A column of the benchmark's table: models, or on a dataset the metric, one that is read with it, or papers' figures. */
export interface BenchmarkColumn extends Column<PivotRow> {
  cell: 'model' | 'measured' | 'companion' | 'published';
  /** Place of its dataset among the table's columns. */
  dataset: number;
  /** Place of a companion among the metrics that are read with the table's. */
  companion: number;
}

/** The columns of models × datasets, a group of columns for each dataset. */
export function benchmarkColumns({ metric, beside, columns }: Pivot): BenchmarkColumn[] {
  const tip = ({ definition, signature }: metrics.Metric) => `${definition} ${signature}`;
  return [
    { key: 'model', title: 'Model', cell: 'model', heads: true, width: '9rem', dataset: -1, companion: -1 },
    ...columns.flatMap(({ dataset: { slug }, published }, dataset): BenchmarkColumn[] => {
      const common = { group: slug, dataset, companion: -1, align: 'number' } as const;
      return [
        { ...common, key: slug, title: metric.title, description: tip(metric), cell: 'measured' },
        ...beside.map((other, companion): BenchmarkColumn => ({
          ...common,
          key: `${slug} ${other.signature}`,
          title: other.title,
          description: tip(other),
          cell: 'companion',
          companion,
          tone: 'quiet',
        })),
        ...(published
          ? [
              {
                ...common,
                key: `${slug} published`,
                title: 'As published',
                cell: 'published',
                tone: 'published',
              } as const,
            ]
          : []),
      ];
    }),
  ];
}
