/** A value in a file; `null` is left empty. */
export type Cell = string | number | boolean | null;

/** One column over rows: in the table of a page, in a CSV file, or in both. */
export interface Column<Row> {
  key: string;
  /** In a header, as the contract says of the field. */
  title: string;
  /** The header's tip, from the contract too. */
  description?: string;
  /** What a page and LaTeX write; a cell of the table's own markup goes before it. */
  text?: ((row: Row) => string) | undefined;
  /** Names the table's own markup for these cells; the key does where it is absent. */
  cell?: string;
  /** `number` stands right and keeps to one line, `centre` is for cells of a matrix. */
  align?: 'text' | 'number' | 'centre';
  /** The cells name their row. */
  heads?: boolean;
  nowrap?: boolean;
  /** Least width of the column, as CSS. */
  width?: string;
  /** `quiet` is read with another column, `published` was not measured here, or names what was not. */
  tone?: 'quiet' | 'published';
  /** Slug of the heading that neighbouring columns stand under. */
  group?: string;
  /** How the rows are sorted by it now, if they are. */
  sorted?: 'ascending' | 'descending' | undefined;
  /** The shade behind the cell, of `shadeOf`. */
  shade?: (row: Row) => string | undefined;
}

/** A column of a file: exact values under one header, or several under a header each. */
export interface FileColumn<Row> extends Column<Row> {
  /** Headers in the file; the key where there is one. */
  headers?: readonly string[];
  value: (row: Row) => Cell | readonly Cell[];
}

/** A column that a file alone has: its header says what it holds. */
export const fileColumn = <Row>(key: string, value: (row: Row) => Cell): FileColumn<Row> => ({
  key,
  title: key,
  value,
});

/** Neighbouring columns under one heading. */
export interface Span {
  /** Absent for a column under none, which is a span of its own. */
  group: string | undefined;
  /** Place of its first column, from 0. */
  from: number;
  width: number;
}

/** The headings above columns, in order. */
export function spansOf(columns: readonly { group?: string }[]): Span[] {
  const spans: Span[] = [];
  for (const [from, { group }] of columns.entries()) {
    const last = spans.at(-1);
    if (last && group !== undefined && last.group === group) last.width += 1;
    else spans.push({ group, from, width: 1 });
  }
  return spans;
}

/** Headers of a column in a file. */
export const headersOf = <Row>({ key, headers = [key] }: FileColumn<Row>): readonly string[] => headers;

/** Comment lines of a file that say what its columns hold, one for each column that is described. */
export const definitionLines = <Row>(columns: readonly FileColumn<Row>[]): string[] =>
  columns.flatMap((column) =>
    !column.description ? [] : [`${headersOf(column).join(', ')} = ${column.title}: ${column.description}`],
  );
