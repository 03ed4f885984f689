import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { mapInOrder } from './map-in-order.ts';
import { parseJson } from './parse-json.ts';
import { readLines, type Line } from './read-lines.ts';
import { RowRefused, type Refusal } from './refusal.ts';

const batchSize = 64;
/** Rows that are looked into at a time: images are decoded on libuv's four threads. */
const concurrency = 4;

export interface ImportProgress {
  bytes: number;
  totalBytes: number;
  rows: number;
  refused: number;
}

export interface ImportOptions {
  /** After an abort the rows in hand are finished and written; running the import again goes on from there. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** Called for every fault of every refused row. */
  onRefusal?: ((refusal: Refusal) => void) | undefined;
}

export interface ImportSummary {
  /** Rows that went in now, by what they are. */
  added: Record<string, number>;
  /** Rows that an earlier import had brought in. */
  present: number;
  refused: number;
  /** Whether the import was stopped before the end of the file. */
  interrupted: boolean;
}

/** What became of a row: it went in (as something to be counted), it was there, or why it does not go in. */
export type Stored = { added: string } | 'present' | RowRefused;

export interface RowImport<Row> {
  file: string;
  /** Lines with content to leave out at the beginning. */
  skip?: number;
  /** Reads and checks one row; rows are prepared some at a time. @throws RowRefused */
  prepare: (json: unknown) => Promise<Row>;
  /** The image that a row is about, which may stand in a file only once, and the field that names it. */
  identity: (row: Row) => { key: string; field: string };
  /** Writes rows in one transaction and says what became of each. */
  store: (rows: Row[]) => Promise<Stored[]>;
}

type Prepared<Row> = { line: Line; row: Row | RowRefused };

/** Takes a JSONL file row by row, in order, in batches; memory grows by a key for each row only. */
export async function importRows<Row>(
  { file, skip = 0, prepare, identity, store }: RowImport<Row>,
  { signal, onProgress, onRefusal }: ImportOptions,
): Promise<ImportSummary> {
  const { size: totalBytes } = await stat(file);
  const summary: ImportSummary = { added: {}, present: 0, refused: 0, interrupted: true };
  const firstLines = new Map<string, number>();
  let batch: { line: number; row: Row }[] = [];
  let rows = 0;

  const refuse = (line: number, { faults }: RowRefused) => {
    summary.refused += 1;
    for (const fault of faults) onRefusal?.({ file, line, ...fault });
  };
  const flush = async () => {
    const written = batch;
    batch = [];
    if (written.length === 0) return;
    const outcomes = await store(written.map(({ row }) => row));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome === 'present') summary.present += 1;
      else if (outcome instanceof RowRefused) refuse(written[index]?.line ?? 0, outcome);
      else summary.added[outcome.added] = (summary.added[outcome.added] ?? 0) + 1;
    }
  };
  async function* lines() {
    let left = skip;
    for await (const line of readLines(createReadStream(file))) if (left-- <= 0) yield line;
    summary.interrupted = false;
  }

  const work = (line: Line) => prepareLine(line, prepare);
  for await (const { line, row } of mapInOrder(lines(), concurrency, work, signal)) {
    rows += 1;
    if (row instanceof RowRefused) {
      refuse(line.number, row);
    } else {
      const { key, field } = identity(row);
      const first = firstLines.get(key);
      if (first === undefined) {
        firstLines.set(key, line.number);
        batch.push({ line: line.number, row });
      } else {
        refuse(line.number, new RowRefused(field, `the same image stands on line ${first} of this file`));
      }
    }
    if (batch.length >= batchSize) await flush();
    onProgress?.({ bytes: line.end, totalBytes, rows, refused: summary.refused });
  }
  await flush();
  return summary;
}

async function prepareLine<Row>(
  line: Line,
  prepare: (json: unknown) => Promise<Row>,
): Promise<Prepared<Row>> {
  try {
    if (line.text instanceof RowRefused) throw line.text;
    return { line, row: await prepare(parseJson(line.text)) };
  } catch (error) {
    if (error instanceof RowRefused) return { line, row: error };
    throw error;
  }
}
