import { createHmac } from 'node:crypto';
import type { arena } from '@fakexplain/contract';

export type Cell = string | number | boolean | null | string[];
/** Cells by column, and then by vote; moments are milliseconds since 1970. */
export type VoteCells = Cell[][];

/** Letters of a fresh id: 80 bits, so that two of a million raters share one once in 10¹² files. */
const idLetters = 20;

/** Replaces a rater's id by one of this file. @param key kept nowhere else */
export function freshIds(key: string): (rater: Cell) => string {
  const known = new Map<Cell, string>();
  return (rater) => {
    const id =
      known.get(rater) ?? createHmac('sha256', key).update(String(rater)).digest('hex').slice(0, idLetters);
    known.set(rater, id);
    return id;
  };
}

const decoder = new TextDecoder();

/** Reads a page of votes, as the database writes it. @param key of fresh ids; null: raters keep theirs */
export const readCells = (
  page: readonly Uint8Array[],
  columns: readonly Pick<arena.Column, 'name'>[],
  key: string | null,
): VoteCells =>
  page.map((list, place): Cell[] => {
    const cells: Cell[] = list.length === 0 ? [] : JSON.parse(decoder.decode(list));
    return key !== null && columns[place]?.name === 'rater' ? cells.map(freshIds(key)) : cells;
  });

export const isoMoment = (ms: number): string => new Date(ms).toISOString();
