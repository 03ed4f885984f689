import { CsvError, parse, type Parser } from 'csv-parse';
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
const newline = 0x0a;
/** More bytes than the parser looks ahead. */
const lookahead = 8;

/**
 * A CSV table by RFC 4180: commas, cells in quotation marks may hold commas, quotation marks (doubled) and line ends.
 * UTF-8; the first row names the columns (lower-cased here, white space around them dropped). Rows come one at a time;
 * one that is faulty is refused alone. Empty lines are left out.
 *
 * @param maxBytes of a row's cells; behind a longer row, reading goes on at the next line end
 * @param separator between cells
 * @returns the columns, none for an empty file, and the rows
 */
export async function readCsv(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes = longest,
  separator = ',',
): Promise<{ columns: string[]; rows: AsyncGenerator<CsvRow> }> {
  const records = readRecords(chunks, maxBytes, separator);
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

/** "; the columns seem to be parted by ;", where the first row suggests it, else nothing. */
export function otherSeparator(columns: readonly string[]): string {
  const [only = '', ...others] = columns;
  const found =
    others.length === 0 ? [';', '\t', '|'].find((separator) => only.includes(separator)) : undefined;
  if (found === undefined) return '';
  return `; the columns seem to be parted by ${found === '\t' ? 'tabs' : found}, where commas are expected`;
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

async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  separator: string,
): AsyncGenerator<CsvRecord> {
  let records: CsvRecord[] = [];
  /** Line and byte at which the next record begins. */
  let line = 1;
  let start = 0;
  /** Bytes and line ends before the present ones. */
  let offset = 0;
  let lineEnds = 0;
  let end = 0;
  const open = () => {
    const origin = start;
    return parse({
      bom: origin === 0,
      delimiter: separator,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: maxBytes,
      on_record: (values: string[], { bytes }) => {
        if (values.length > 1 || values[0]?.trim() !== '') records.push({ line, end, values });
        start = origin + bytes;
        // Counted here: the parser takes a \r\n within quotation marks for two line ends.
        line += 1 + values.reduce((sum, value) => sum + value.split('\n').length - 1, 0);
        // What is taken here does not pile up in the stream.
        return null;
      },
    }).on('error', () => undefined);
  };

  /** None behind a row that is too long, until a line ends. */
  let parser: Parser | undefined = open();
  let seen = Buffer.alloc(0);
  for await (const { chunk, last } of withEnd(chunks)) {
    const bytes = Buffer.concat([seen, chunk]);
    end = offset + bytes.length;
    for (let from = seen.length; ;) {
      if (parser) {
        const error: CsvError | undefined = await give(parser, bytes.subarray(from), last);
        if (!error) break;
        records.push({ line, end, values: new RowRefused('', reasons[error.code] ?? error.message) });
        parser = undefined;
      }
      const at = bytes.indexOf(newline, Math.max(0, start + maxBytes - offset));
      if (at === -1) break;
      from = at + 1;
      start = offset + from;
      line = 1 + lineEnds + countLineEnds(bytes.subarray(0, from));
      parser = open();
    }
    yield* records;
    records = [];
    // The parser may not have looked at the last few bytes yet, and a row that turns out too long may end in them.
    seen = bytes.subarray(-lookahead);
    offset = end - seen.length;
    lineEnds += countLineEnds(bytes.subarray(0, -lookahead));
  }
}

const reasons: Partial<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: 'the row is too long, or a quotation mark of it does not close',
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark of this row does not close',
};

async function* withEnd(chunks: AsyncIterable<Uint8Array>) {
  for await (const chunk of chunks) yield { chunk, last: false };
  yield { chunk: new Uint8Array(), last: true };
}

/** @returns what is wrong with a record, as far as it is read */
const give = (parser: Parser, bytes: Uint8Array, last: boolean): Promise<CsvError | undefined> =>
  new Promise((resolve, reject) => {
    const done = (error?: Error | null) => {
      if (!error || error instanceof CsvError) resolve(error ?? undefined);
      else reject(error);
    };
    if (last) parser.end(bytes, done);
    else parser.write(bytes, done);
  });

function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}
