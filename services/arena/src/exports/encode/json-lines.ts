import type { arena } from '@fakexplain/contract';
import { isoMoment, type VoteCells } from './vote-cells.ts';

/** Rows as objects, one a line. */
export function jsonLines(cells: VoteCells, columns: readonly Pick<arena.Column, 'name' | 'type'>[]): string {
  const members = columns.map(({ name, type }, place) => {
    const key = JSON.stringify(name);
    return (cells[place] ?? []).map((cell) => {
      const isMoment = type === 'moment' && cell !== null;
      return `${key}:${JSON.stringify(isMoment ? isoMoment(Number(cell)) : cell)}`;
    });
  });
  const rows = members[0]?.keys() ?? [];
  return Array.from(rows, (row) => `{${members.map((own) => own[row]).join(',')}}\n`).join('');
}
