import type { Verdict } from '@fakexplain/explanation';
import { mapInOrder } from '@fakexplain/service-kit';
import { RowRefused, type Refusal } from './refusal.ts';
import { Understood, type UnderstoodRow } from './understood.ts';

const batchSize = 64;
/** Rows that are prepared at a time: images are decoded on libuv's four threads. */
const concurrency = 4;

export interface ImportProgress {
  /** How far the source is read, of `total`: bytes of a file, or rows where their number is known. */
  done: number;
  total: number;
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
  /** Of those refused, rows of an image that another row gives the other label. */
  contradictions: number;
  /** What the rows that are fit to go in say. */
  understood: Understood;
  /** Whether the import was stopped before the end. */
  interrupted: boolean;
}

/** The outcome of a row: added (with the name it is counted under), already there, or refused. */
export type Stored = { added: string } | 'present' | RowRefused;

/** Where a row stands in the files that are imported. */
export interface Place {
  file: string;
  /** Counted from 1. */
  line?: number | undefined;
  /** Of the row within its file, before the fields of the row, e.g. `[12]`. */
  field?: string | undefined;
  /** Whether faults name their fields from the top of the file, since a row is gathered from several places. */
  fromTop?: boolean | undefined;
}

/** A row that is not prepared yet. */
export interface Taken<Row> {
  place: Place;
  /** How far the source is read with this row, in the unit of `total`. */
  done: number;
  /** @throws RowRefused */
  prepare: () => Promise<Row>;
}

export interface RowTaking<Row> {
  rows: Iterable<Taken<Row>> | AsyncIterable<Taken<Row>>;
  total: number;
  /**
   * The image that a row is about, which may stand in an import only once, the field that names it, and its label; with `path`
   * where the row brings the image in: another image cannot have the same.
   */
  identity: (row: Row) => { key: string; field: string; label?: Verdict; path?: string };
  understand: (row: Row) => UnderstoodRow;
  /** Writes rows in one transaction and says what became of each. */
  store: (rows: Row[]) => Promise<Stored[]>;
}

type Prepared<Row> = { taken: Taken<Row>; row: Row | RowRefused };

/** Takes rows one by one, in order, in batches; memory grows by a key for each row only. */
export async function takeRows<Row>(
  { rows: taken, total, identity, understand, store }: RowTaking<Row>,
  { signal, onProgress, onRefusal }: ImportOptions,
): Promise<ImportSummary> {
  const understood = new Understood();
  const summary: ImportSummary = {
    added: {},
    present: 0,
    refused: 0,
    contradictions: 0,
    understood,
    interrupted: true,
  };
  const firstPlaces = new Map<string, { place: Place; label: Verdict | undefined }>();
  const firstOfPath = new Map<string, Place>();
  let batch: { place: Place; row: Row }[] = [];
  let rows = 0;

  const refuse = ({ file, line, field: prefix = '', fromTop = false }: Place, { faults }: RowRefused) => {
    summary.refused += 1;
    for (const { field, reason } of faults) {
      const below = prefix !== '' && /^\w/.test(field) ? `${prefix}.${field}` : prefix + field;
      const where = fromTop && field !== '' ? field : below;
      onRefusal?.({ file, ...(line !== undefined && { line }), field: where, reason });
    }
  };
  const flush = async () => {
    const written = batch;
    batch = [];
    if (written.length === 0) return;
    const outcomes = await store(written.map(({ row }) => row));
    for (const [index, outcome] of outcomes.entries()) {
      const place = written[index]?.place;
      if (outcome === 'present') summary.present += 1;
      else if (!(outcome instanceof RowRefused))
        summary.added[outcome.added] = (summary.added[outcome.added] ?? 0) + 1;
      else if (place) refuse(place, outcome);
    }
  };
  async function* toTheEnd() {
    yield* taken;
    summary.interrupted = false;
  }

  for await (const { taken, row } of mapInOrder(toTheEnd(), concurrency, prepareRow<Row>, signal)) {
    const { place } = taken;
    rows += 1;
    if (row instanceof RowRefused) {
      refuse(place, row);
    } else {
      const { key, field, label, path } = identity(row);
      const first = firstPlaces.get(key);
      const another = path === undefined || first ? undefined : firstOfPath.get(path);
      if (another) {
        const reason = `another image of the path ${path} stands ${inWords(another)}`;
        refuse(place, new RowRefused(field, reason));
      } else if (first === undefined) {
        firstPlaces.set(key, { place, label });
        if (path !== undefined) firstOfPath.set(path, place);
        batch.push({ place, row });
        understood.add(understand(row));
      } else {
        const contradicts = label !== first.label;
        if (contradicts) summary.contradictions += 1;
        const labels = contradicts ? `, and is ${first.label} there, ${label} here` : '';
        refuse(place, new RowRefused(field, `the same image stands ${inWords(first.place)}${labels}`));
      }
    }
    if (batch.length >= batchSize) await flush();
    onProgress?.({ done: taken.done, total, rows, refused: summary.refused });
  }
  await flush();
  return summary;
}

const inWords = ({ file, line, field }: Place) =>
  line === undefined ? `as ${file}${field ? ` ${field}` : ''}` : `on line ${line} of this file`;

async function prepareRow<Row>(taken: Taken<Row>): Promise<Prepared<Row>> {
  try {
    return { taken, row: await taken.prepare() };
  } catch (error) {
    if (error instanceof RowRefused) return { taken, row: error };
    throw error;
  }
}
