import type { arena } from '@fakexplain/contract';
import { isoMoment, type Cell, type VoteCells } from './vote-cells.ts';

// A `#` begins a comment for some readers, a quote or a space at the edge is lost by others.
const needsQuotes = /[",\r\n#]|^\s|\s$/;

const quoted = (text: string) => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const writers: Record<arena.ColumnType, (cell: Cell) => string> = {
  boolean: String,
  integer: String,
  number: String,
  moment: (cell) => isoMoment(Number(cell)),
  text: (cell) => quoted(String(cell)),
  texts: (cell) => (Array.isArray(cell) ? quoted(cell.join(';')) : ''),
};

export const csvHeading = (columns: readonly { name: string }[]): string =>
  `${columns.map(({ name }) => name).join(',')}\r\n`;

/** Rows as RFC 4180 has them, nulls and empty lists as empty cells. */
export function csvRows(cells: VoteCells, columns: readonly { type: arena.ColumnType }[]): string {
  const texts = columns.map(({ type }, place) => {
    const write = writers[type];
    return (cells[place] ?? []).map((cell) => (cell === null ? '' : write(cell)));
  });
  const rows = texts[0]?.keys() ?? [];
  return Array.from(rows, (row) => `${texts.map((own) => own[row]).join(',')}\r\n`).join('');
}
