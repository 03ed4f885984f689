import { headersOf, type Cell, type FileColumn } from './columns.ts';

const needsQuotes = /[",\r\n#]|^\s|\s$/;

function write(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  // An empty string is quoted, so that it differs from an absent value.
  return text === '' || needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * RFC 4180 text with CRLF line ends: comment lines that start with `#`, the header, the rows. A cell that holds a `#` is
 * quoted, or readers would take the rest of its row for a comment; comments have no quotes, which readers that skip lines count.
 */
export function csv<Row>(
  comments: readonly string[],
  columns: readonly FileColumn<Row>[],
  rows: readonly Row[],
): string {
  const lines = [
    ...comments.map((comment) => `# ${comment.replaceAll(/\s+/g, ' ').replaceAll('"', '’').trim()}`),
    ...[columns.flatMap(headersOf), ...rows.map((row) => columns.flatMap(({ value }) => value(row)))].map(
      (cells) => cells.map(write).join(','),
    ),
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** The header and the rows alone. */
export const withoutComments = (text: string): string => text.replace(/^(?:#[^\n]*\n)*/, '');
