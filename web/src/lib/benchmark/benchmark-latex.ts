import type { metrics } from '@fakexplain/contract';
import { latexText } from './latex.ts';
import type { Pivot, PivotCell, PivotColumn } from './pivot.ts';
import { boundsText, metricValue, publishedValue } from './value.ts';

const measured = ({ entries }: PivotCell, beside: number): string[] => {
  const newest = entries.find(({ value }) => value);
  const cell = (value: metrics.Measured | undefined, withBounds: boolean) =>
    value
      ? latexText(metricValue(value.value)) +
        (withBounds && value.low !== null ? ` {\\scriptsize ${latexText(boundsText(value))}}` : '')
      : '--';
  return [
    cell(newest?.value, true),
    ...Array.from({ length: beside }, (_, index) => cell(newest?.beside[index], false)),
  ];
};

const published = ({ published }: PivotCell): string =>
  published.length > 0
    ? published.map(({ value }) => String.raw`\textit{${latexText(publishedValue(value))}}`).join(', ')
    : '--';

/**
 * A table for a paper, with booktabs: models × datasets by one metric, the newest run of each, intervals beside. Published
 * figures stand in columns of their own, in italics.
 */
export function benchmarkLatex(
  { metric, beside, columns, rows }: Pivot,
  slice: metrics.Benchmark['slice'],
): string {
  const widthOf = (column: PivotColumn) => 1 + beside.length + Number(column.published);
  const width = columns.reduce((total, column) => total + widthOf(column), 0);
  let start = 2;
  const groups = columns.map((column) => {
    const from = start;
    start += widthOf(column);
    return { column, from, to: start - 1 };
  });
  const names = columns.flatMap((column) => [
    metric.title,
    ...beside.map(({ title }) => title),
    ...(column.published ? ['as published'] : []),
  ]);
  const sources = [
    ...new Set(
      rows.flatMap(({ cells }) => cells.flatMap(({ published }) => published.map(({ source }) => source))),
    ),
  ];
  const line = (cells: string[]) => `    ${cells.join(' & ')} \\\\`;
  const caption = [
    `${metric.title}${slice.kind === 'all' ? '' : `, ${slice.kind} ${slice.value}`}: ${metric.definition}`,
    'In brackets: bootstrap intervals over images.',
    ...(sources.length > 0 ? [`In italics: as published, not measured here (${sources.join('; ')}).`] : []),
  ].join(' ');
  return [
    '% Needs \\usepackage[T1]{fontenc} and \\usepackage{booktabs}.',
    ...[metric, ...beside].map(
      ({ title, signature }) => `% ${title.replaceAll(/\s+/g, ' ')}: ${signature.replaceAll(/\s+/g, ' ')}`,
    ),
    String.raw`\begin{table}`,
    String.raw`  \centering`,
    String.raw`  \caption{${latexText(caption)}}`,
    `  \\begin{tabular}{l${'r'.repeat(width)}}`,
    String.raw`    \toprule`,
    line([
      '',
      ...groups.map(
        ({ column }) => `\\multicolumn{${widthOf(column)}}{c}{${latexText(column.dataset.title)}}`,
      ),
    ]),
    `    ${groups.map(({ from, to }) => `\\cmidrule(lr){${from}-${to}}`).join(' ')}`,
    line(['Model', ...names.map(latexText)]),
    String.raw`    \midrule`,
    ...rows.map((row) =>
      line([
        latexText(row.name) + (row.source?.demo ? ' (demo)' : ''),
        ...row.cells.flatMap((cell, index) => [
          ...(row.source
            ? measured(cell, beside.length)
            : Array.from({ length: 1 + beside.length }, () => '--')),
          ...(columns[index]?.published ? [published(cell)] : []),
        ]),
      ]),
    ),
    String.raw`    \bottomrule`,
    String.raw`  \end{tabular}`,
    String.raw`\end{table}`,
    '',
  ].join('\n');
}
