import { at } from '@fakexplain/statistics/linear-algebra';
import { type BradleyTerryFit } from './fit-bradley-terry.ts';
import { eloPerLogOdds } from './interval.ts';
import { winProbability } from './pair-likelihood.ts';

/** How `row` did against `column`, under the fit's neutral rule. */
export interface WinMatrixCell {
  row: number;
  column: number;
  /** Wins of `row`, half wins included. */
  wins: number;
  n: number;
  /** wins / n, 0–1. */
  share: number;
  /** The share that the ratings expect; `null` where a rating is penalised and so no estimate of it. */
  expected: number | null;
}

/** Both directions of every pair with counted votes, by row and column. */
export function winMatrix(fit: BradleyTerryFit): WinMatrixCell[] {
  const cells: WinMatrixCell[] = [];
  const { pairs } = fit;
  for (const [index, a] of pairs.a.entries()) {
    const b = pairs.b[index] as number;
    const halves = at(pairs.halves, index) / 2;
    const n = at(pairs.winsA, index) + at(pairs.winsB, index) + 2 * halves;
    for (const [row, column, won] of [
      [a, b, at(pairs.winsA, index)],
      [b, a, at(pairs.winsB, index)],
    ] as const) {
      const isExact = fit.method[row] === 'ml' && fit.method[column] === 'ml';
      const lead = (at(fit.elo, row) - at(fit.elo, column)) / eloPerLogOdds;
      const wins = won + halves;
      cells.push({ row, column, wins, n, share: wins / n, expected: isExact ? winProbability(lead) : null });
    }
  }
  return cells.toSorted((x, y) => x.row - y.row || x.column - y.column);
}
