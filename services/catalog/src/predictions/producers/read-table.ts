import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { linesOf } from '../../rows/import-rows.ts';
import { parseJson } from '../../rows/check-row.ts';
import { otherSeparator, readCsv } from '../../rows/read-csv.ts';
import { ImportRefused, RowRefused } from '../../rows/refusal.ts';
import type { Taken } from '../../rows/take-rows.ts';

/** A row of a table: in CSV all values are texts. */
export type TableRow = Readonly<Record<string, unknown>>;

/**
 * The rows of a `.csv` file whose first row names columns, or the objects of a `.jsonl` file.
 * @param columns each by the names that it may have, the first being the one that is asked for
 * @param hint what helps where a column is lacking
 * @throws ImportRefused for another file, or where the table lacks a column
 */
export async function readTable<Row>(
  file: string,
  columns: readonly (readonly [string, ...string[]])[],
  prepare: (row: TableRow) => Row,
  hint: (lacking: readonly string[]) => string = () => '',
): Promise<{ rows: AsyncIterable<Taken<Row>>; total: number }> {
  const { size: total } = await stat(file);
  if (extname(file).toLowerCase() === '.jsonl') {
    return { total, rows: linesOf(file, 0, async (text) => prepare(asObject(parseJson(text)))) };
  }
  if (extname(file).toLowerCase() !== '.csv') {
    throw new ImportRefused(
      `${file} is neither called .csv nor .jsonl, and its ending says how a table is read: commas and a first line of columns, or one JSON object a line. Write it so, and call it so.`,
    );
  }
  const table = await readCsv(createReadStream(file));
  const lacking = columns.find((names) => !names.some((name) => table.columns.includes(name)));
  if (lacking) {
    const known = table.columns.join(', ') || 'none';
    throw new ImportRefused(
      `${file}:1: there is no column ${lacking.join(' or ')}; the first row names: ${known}${otherSeparator(table.columns)}${hint(lacking)}.`,
    );
  }
  return { total, rows: csvRows(file, table.rows, prepare) };
}

async function* csvRows<Row>(
  file: string,
  rows: Awaited<ReturnType<typeof readCsv>>['rows'],
  prepare: (row: TableRow) => Row,
): AsyncGenerator<Taken<Row>> {
  for await (const { line, end: done, cells } of rows) {
    yield {
      place: { file, line },
      done,
      prepare: async () => {
        if (cells instanceof RowRefused) throw cells;
        return prepare(cells);
      },
    };
  }
}

function asObject(json: unknown): TableRow {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
  throw new RowRefused('', 'the line is not a JSON object');
}

export const imageColumn = ['image', 'path', 'image_path', 'filename'] as const;

/** The image that a row names, and the column that does. @throws RowRefused */
export function imageOf(row: TableRow): { image: string; field: string } {
  const field = imageColumn.find((name) => row[name] !== undefined) ?? 'image';
  const image = row[field];
  if (typeof image === 'string' && image.trim() !== '') return { image, field };
  throw new RowRefused(field, 'the row names no image');
}
