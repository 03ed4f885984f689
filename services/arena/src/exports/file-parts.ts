import { arena } from '@fakexplain/contract';
import { encodeEnd, type RowGroup } from '@fakexplain/service-kit/parquet';
import { arenaRankColumns, comparisonColumns } from './encode/comparisons.ts';
import { csvHeading } from './encode/csv.ts';

/** What of a vote a format holds. */
export function columnsOf(format: arena.VoteFormat): readonly arena.Column[] {
  if (format !== 'arena-rank' && format !== 'fastchat') return arena.voteColumns;
  return comparisonColumns.flatMap((name) => arena.voteColumns.filter((column) => column.name === name));
}

/** What stands before the rows. */
export function beginningOf(format: arena.VoteFormat): string {
  if (format === 'csv') return csvHeading(arena.voteColumns);
  if (format === 'arena-rank') return csvHeading(arenaRankColumns);
  return format === 'fastchat' ? '[\n' : '';
}

/** What stands after them. @param written what a Parquet file says of its parts */
export function endOf(
  format: arena.VoteFormat,
  written: { offset: number; groups: RowGroup[]; about: Record<string, string> },
): Uint8Array<ArrayBuffer> {
  if (format === 'parquet') return encodeEnd(arena.voteColumns, written);
  return new TextEncoder().encode(format === 'fastchat' ? '\n]\n' : '');
}
