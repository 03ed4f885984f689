import type { Embargo, metrics } from '@fakexplain/contract';
import { fileColumn, type FileColumn } from '../table/columns.ts';
import { csv } from '../table/csv.ts';
import { embargoText } from '../words/embargo.ts';
import { latexTable, latexText } from '../table/latex.ts';
import { benchmarkColumns, type BenchmarkColumn } from './columns.ts';
import { warningText } from './warnings.ts';
import type { Pivot, PivotRow } from './pivot.ts';
import { boundsText, metricValue, publishedValue } from './value.ts';

interface MeasuredLine {
  run: metrics.Run;
  value: metrics.Measured;
  metric: metrics.Metric | undefined;
  warnings: metrics.Warning[];
}

const measuredColumns: FileColumn<MeasuredLine>[] = [
  fileColumn('dataset', ({ run }) => run.dataset.slug),
  fileColumn('source', ({ run }) => run.source.slug),
  fileColumn('source_name', ({ run }) => run.source.name),
  fileColumn('source_kind', ({ run }) => run.source.kind),
  fileColumn('demo', ({ run }) => run.source.demo),
  fileColumn('reference', ({ run }) => run.reference),
  fileColumn('run', ({ run }) => run.id),
  fileColumn('run_title', ({ run }) => run.title),
  fileColumn('created_at', ({ run }) => run.createdAt),
  fileColumn('images', ({ run }) => run.images),
  fileColumn('explanations', ({ run }) => run.explanations),
  fileColumn('scored', ({ run }) => run.scored),
  fileColumn('metric', ({ metric }) => metric?.key ?? null),
  fileColumn('signature', ({ value }) => value.signature),
  fileColumn('value', ({ value }) => value.value),
  fileColumn('low', ({ value }) => value.low),
  fileColumn('high', ({ value }) => value.high),
  fileColumn('n', ({ value }) => value.n),
  fileColumn('warnings', ({ warnings }) =>
    warnings.length > 0 ? warnings.map(warningText).join('; ') : null,
  ),
];

const figureKeys = ['table', 'model', 'of', 'metric', 'value', 'note', 'source'] as const;
const publishedColumns = figureKeys.map((key) =>
  fileColumn(key, (figure: metrics.PublishedFigure) => figure[key]),
);

/** What a file says of runs that it leaves out, or that it holds for a maintainer alone. */
const withheldLines = (embargo: Embargo): string[] => {
  const text = embargoText(embargo, { one: 'run' });
  return text === null ? [] : [text];
};

/** Measured values, one row for each run and metric, every one with its signature. */
export function measuredCsv({ metrics: known, rows, slice, unscored, embargo }: metrics.Benchmark): string {
  const bySignature = new Map(known.map((metric) => [metric.signature, metric]));
  const lines = rows.flatMap(({ run, values, warnings }) =>
    values.map((value) => ({ run, value, metric: bySignature.get(value.signature), warnings })),
  );
  const comments = [
    'FakeXplain Arena: measured values',
    `Slice: ${slice.kind === 'all' ? 'all images' : `${slice.kind} = ${slice.value}`}`,
    `Explanations still to be scored: ${unscored}`,
    ...withheldLines(embargo),
    'Only values with the same signature may be compared.',
    ...known.map((metric) => `${metric.key} = ${metric.title}: ${metric.definition}`),
  ];
  return csv(comments, measuredColumns, lines);
}

/** Figures as papers print them, one row each. */
export const publishedCsv = (figures: readonly metrics.PublishedFigure[]): string =>
  csv(
    [
      'FakeXplain Arena: figures as published, not measured here',
      'How they were computed is not known unless the note says so.',
    ],
    publishedColumns,
    figures,
  );

/** A cell of the benchmark for a paper: of several runs the newest that has a value, with its interval. */
function latexCell(row: PivotRow, { cell, dataset, companion }: BenchmarkColumn): string {
  const { entries = [], published = [] } = row.cells[dataset] ?? {};
  const newest = entries.find(({ value }) => value);
  if (cell === 'model') return latexText(row.name) + (row.source?.demo ? ' (demo)' : '');
  if (cell === 'published')
    return (
      published.map(({ value }) => String.raw`\textit{${latexText(publishedValue(value))}}`).join(', ') ||
      '--'
    );
  const measured = cell === 'measured' ? newest?.value : newest?.beside[companion];
  if (!measured) return '--';
  const bounds =
    cell === 'measured' && measured.low !== null ? ` {\\scriptsize ${latexText(boundsText(measured))}}` : '';
  return latexText(metricValue(measured.value)) + bounds;
}

/**
 * The benchmark as a table for a paper: models × datasets by one metric, with intervals. Published figures stand in
 * columns of their own, in italics.
 */
export function benchmarkLatex(
  table: Pivot,
  { slice, embargo }: Pick<metrics.Benchmark, 'slice' | 'embargo'>,
): string {
  const { metric, beside, columns, rows } = table;
  const sources = new Set(
    rows.flatMap(({ cells }) => cells.flatMap(({ published }) => published.map(({ source }) => source))),
  );
  const caption = [
    `${metric.title}${slice.kind === 'all' ? '' : `, ${slice.kind} ${slice.value}`}: ${metric.definition}`,
    'In brackets: bootstrap intervals over images.',
    ...(sources.size > 0
      ? [`In italics: as published, not measured here (${[...sources].join('; ')}).`]
      : []),
  ].join(' ');
  return latexTable(
    {
      columns: benchmarkColumns(table).map((column) =>
        column.cell === 'published' ? { ...column, title: 'as published' } : column,
      ),
      groups: Object.fromEntries(columns.map(({ dataset }) => [dataset.slug, dataset.title])),
      caption,
      comments: [
        ...[metric, ...beside].map(({ title, signature }) => `${title}: ${signature}`),
        ...withheldLines(embargo),
      ],
    },
    rows,
    latexCell,
  );
}

/** The benchmark as its JSON file has it. */
export const benchmarkJson = (benchmark: metrics.Benchmark): string => JSON.stringify(benchmark, null, 2);
