export type Cell = string | number | boolean | null;

const needsQuotes = /[",\r\n]|^\s|\s$|^#/;

function write(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  // An empty string is quoted, so that it differs from an absent value.
  return text === '' || needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * RFC 4180 text with CRLF line ends: comment lines that start with `#`, the header, the rows.
 * A cell that starts with `#` is quoted, so that only comments do.
 */
export function csv(
  comments: readonly string[],
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const lines = [
    ...comments.map((comment) => `# ${comment.replaceAll(/\s+/g, ' ').trim()}`),
    ...[header, ...rows].map((row) => row.map(write).join(',')),
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}
