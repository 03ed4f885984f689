import { RowRefused } from './refusal.ts';

export interface CsvRow {
  /** On which it begins, counted from 1. */
  line: number;
  /** Bytes read so far. */
  end: number;
  /** Cells by column, or why the row cannot be read. */
  cells: Record<string, string> | RowRefused;
}

interface CsvRecord {
  line: number;
  end: number;
  values: string[] | RowRefused;
}

const longest = 4 * 2 ** 20;

/**
 * A CSV table by RFC 4180: commas, cells in quotation marks may hold commas, quotation marks (doubled) and line ends.
 * UTF-8; the first row names the columns (lower-cased here, white space around them dropped). Rows come one at a time;
 * one that is faulty is refused alone. Empty lines are left out.
 *
 * @returns the columns, none for an empty file, and the rows
 */
export async function readCsv(
  chunks: AsyncIterable<Uint8Array>,
  maxLength = longest,
): Promise<{ columns: string[]; rows: AsyncGenerator<CsvRow> }> {
  const records = readRecords(chunks, maxLength);
  const first = await records.next();
  const head = first.done || first.value.values instanceof RowRefused ? [] : first.value.values;
  const columns = head.map((name) => name.trim().toLowerCase());
  async function* rows(): AsyncGenerator<CsvRow> {
    for await (const { line, end, values } of records) {
      yield { line, end, cells: values instanceof RowRefused ? values : nameCells(columns, values) };
    }
  }
  return { columns, rows: rows() };
}

function nameCells(columns: string[], values: string[]): Record<string, string> | RowRefused {
  if (values.length !== columns.length) {
    return new RowRefused(
      '',
      `the row has ${values.length} cells, the first row names ${columns.length} columns`,
    );
  }
  if (values.some((value) => value.includes('\uFFFD')))
    return new RowRefused('', 'the row is not UTF-8 text');
  // No prototype: a column may be called anything.
  const cells: Record<string, string> = Object.create(null);
  for (const [index, column] of columns.entries()) cells[column] = values[index] ?? '';
  return cells;
}

async function* readRecords(chunks: AsyncIterable<Uint8Array>, maxLength: number): AsyncGenerator<CsvRecord> {
  let line = 1;
  let began = 1;
  let end = 0;
  let values: string[] = [];
  let cell = '';
  let length = 0;
  // `closed`: behind the quotation mark that may have ended a quoted cell.
  let state: 'plain' | 'quoted' | 'closed' = 'plain';

  const finish = (): CsvRecord | undefined => {
    const cells = [...values, cell];
    const blank = cells.length === 1 && cell.trim() === '';
    const tooLong = length > maxLength;
    const record = { line: began, end, values: tooLong ? unreadable(length) : cells };
    [values, cell, length, began, state] = [[], '', 0, line, 'plain'];
    return blank && !tooLong ? undefined : record;
  };

  for await (const text of decode(chunks, (bytes) => (end += bytes))) {
    for (const character of text) {
      const closesLine = character === '\n';
      if (closesLine) line += 1;
      length += character.length;
      if (length > maxLength && !closesLine) continue;
      if (state === 'quoted' && !(closesLine && length > maxLength)) {
        if (character === '"') state = 'closed';
        else cell += character;
      } else if (closesLine) {
        if (state === 'plain' && cell.endsWith('\r')) cell = cell.slice(0, -1);
        const record = finish();
        if (record) yield record;
      } else if (character === ',') {
        values.push(cell);
        [cell, state] = ['', 'plain'];
      } else if (character === '"' && state === 'closed') {
        cell += '"';
        state = 'quoted';
      } else if (character === '"' && cell === '') state = 'quoted';
      else if (!(state === 'closed' && character === '\r')) cell += character;
    }
  }
  if (state === 'quoted') {
    yield { line: began, end, values: new RowRefused('', 'a quotation mark of this row does not close') };
  } else if (length > 0) {
    const record = finish();
    if (record) yield record;
  }
}

const unreadable = (length: number) =>
  new RowRefused('', `the row is ${length} characters long, or a quotation mark of it does not close`);

async function* decode(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}
