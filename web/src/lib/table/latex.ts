import { spansOf, type Column } from './columns.ts';

const escapes: Record<string, string> = {
  '\\': String.raw`\textbackslash{}`,
  '{': String.raw`\{`,
  '}': String.raw`\}`,
  $: String.raw`\$`,
  '&': String.raw`\&`,
  '#': String.raw`\#`,
  '%': String.raw`\%`,
  _: String.raw`\_`,
  '^': String.raw`\textasciicircum{}`,
  '~': String.raw`\textasciitilde{}`,
  '<': String.raw`\textless{}`,
  '>': String.raw`\textgreater{}`,
  '|': String.raw`\textbar{}`,
  '"': String.raw`\textquotedbl{}`,
  '−': '$-$',
  '–': '--',
  '≥': String.raw`$\geq$`,
  '≤': String.raw`$\leq$`,
  '×': String.raw`$\times$`,
  '→': String.raw`$\to$`,
};

/**
 * Text as LaTeX that prints it as it stands, in one line: every character with a meaning of its own is escaped, breaks
 * and control characters become spaces. `\textquotedbl` needs the T1 encoding.
 */
export function latexText(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/[\\{}$&#%_^~<>|"−–≥≤×→]/g, (character) => escapes[character] ?? character);
}

interface LatexTable<C> {
  columns: readonly C[];
  /** Titles of the headings that columns stand under, by slug. */
  groups: Readonly<Record<string, string>>;
  /** In plain text, as are all titles. */
  caption: string;
  /** Lines of comments. */
  comments: readonly string[];
}

/**
 * A table for a paper, with booktabs: the first column stands left, the others right.
 * @param cell LaTeX of a cell
 */
export function latexTable<Row, C extends Column<Row>>(
  { columns, groups, caption, comments }: LatexTable<C>,
  rows: readonly Row[],
  cell: (row: Row, column: C) => string,
): string {
  const line = (cells: string[]) => `    ${cells.join(' & ')} \\\\`;
  const spans = spansOf(columns);
  return [
    '% Needs \\usepackage[T1]{fontenc} and \\usepackage{booktabs}.',
    ...comments.map((comment) => `% ${comment.replaceAll(/\s+/g, ' ')}`),
    String.raw`\begin{table}`,
    String.raw`  \centering`,
    String.raw`  \caption{${latexText(caption)}}`,
    `  \\begin{tabular}{l${'r'.repeat(columns.length - 1)}}`,
    String.raw`    \toprule`,
    ...(spans.some(({ group }) => group !== undefined)
      ? [
          line(
            spans.map(({ group, width }) =>
              group === undefined ? '' : `\\multicolumn{${width}}{c}{${latexText(groups[group] ?? group)}}`,
            ),
          ),
          `    ${spans
            .filter(({ group }) => group !== undefined)
            .map(({ from, width }) => `\\cmidrule(lr){${from + 1}-${from + width}}`)
            .join(' ')}`,
        ]
      : []),
    line(columns.map(({ title }) => latexText(title))),
    String.raw`    \midrule`,
    ...rows.map((row) => line(columns.map((column) => cell(row, column)))),
    String.raw`    \bottomrule`,
    String.raw`  \end{tabular}`,
    String.raw`\end{table}`,
    '',
  ].join('\n');
}
