import type { arena } from '@fakexplain/contract';
import type { RowGroup } from '@fakexplain/service-kit/parquet';
import type { ThreadTask } from '@fakexplain/service-kit/threads';
import { arenaRankCells, arenaRankColumns, fastChatBattles } from './comparisons.ts';
import { csvRows } from './csv.ts';
import { jsonLines } from './json-lines.ts';
import { readCells, type VoteCells } from './vote-cells.ts';

/** A page of votes to be written as a part of a file. */
export interface PageTask {
  format: arena.VoteFormat;
  columns: readonly arena.Column[];
  /** As the database writes it. */
  page: readonly Uint8Array[];
  /** Of fresh ids of raters; null: they keep theirs. */
  key: string | null;
  /** Bytes of the file that stand before it. */
  offset: number;
  /** Whether rows stand before it. */
  isFirst: boolean;
}

export interface EncodedPage {
  bytes: Uint8Array<ArrayBuffer>;
  /** What the end of a Parquet file has to say of it. */
  group: RowGroup | null;
}

const encoder = new TextEncoder();

/** Works without state, so that pages of many files take turns on a thread. */
export async function encodePage(task: PageTask): Promise<EncodedPage> {
  const { format, columns, offset } = task;
  const cells = readCells(task.page, columns, task.key);
  // What lies outside the heap would else wait for the next collection, dozens of megabytes of pages.
  for (const { buffer } of task.page)
    if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
  if (cells[0]?.length === 0) return { bytes: new Uint8Array(), group: null };
  if (format === 'parquet') {
    const { encodeGroup } = await import('@fakexplain/service-kit/parquet');
    return encodeGroup(cells, columns, offset);
  }
  return { bytes: encoder.encode(textOf(format, cells, task)), group: null };
}

function textOf(
  format: Exclude<arena.VoteFormat, 'parquet'>,
  cells: VoteCells,
  { columns, isFirst }: PageTask,
): string {
  if (format === 'csv') return csvRows(cells, columns);
  if (format === 'jsonl') return jsonLines(cells, columns);
  if (format === 'arena-rank') return csvRows(arenaRankCells(cells), arenaRankColumns);
  return (isFirst ? '' : ',\n') + fastChatBattles(cells).join(',\n');
}

/** What a thread makes of it. */
export const encodingPage: ThreadTask<PageTask, EncodedPage> = {
  module: new URL(import.meta.url),
  work: encodePage,
};
