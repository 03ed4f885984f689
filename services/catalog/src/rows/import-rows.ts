import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parseJson } from './check-row.ts';
import { readLines } from './read-lines.ts';
import { RowRefused } from './refusal.ts';
import { takeRows, type ImportOptions, type ImportSummary, type RowTaking, type Taken } from './take-rows.ts';

export type { ImportOptions, ImportSummary } from './take-rows.ts';

export interface RowImport<Row> extends Pick<RowTaking<Row>, 'identity' | 'understand' | 'store'> {
  file: string;
  /** Lines with content to leave out at the beginning. */
  skip?: number;
  /** Reads and checks one row; rows are prepared some at a time. @throws RowRefused */
  prepare: (json: unknown) => Promise<Row>;
}

/** Takes a JSONL file row by row. */
export async function importRows<Row>(
  { file, skip = 0, prepare, ...taking }: RowImport<Row>,
  options: ImportOptions,
): Promise<ImportSummary> {
  const { size: total } = await stat(file);
  const rows = linesOf(file, skip, async (text) => prepare(parseJson(text)));
  return takeRows({ rows, total, ...taking }, options);
}

/** The lines of a file as rows; `prepare` gets their text. */
export async function* linesOf<Row>(
  file: string,
  skip: number,
  prepare: (text: string) => Promise<Row>,
): AsyncGenerator<Taken<Row>> {
  let left = skip;
  for await (const { number: line, end: done, text } of readLines(createReadStream(file))) {
    if (left-- > 0) continue;
    yield {
      place: { file, line },
      done,
      prepare: async () => {
        if (text instanceof RowRefused) throw text;
        return prepare(text);
      },
    };
  }
}
