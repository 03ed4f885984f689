import type { Pivot, PivotRow } from './pivot.ts';

/** The row's newest value in a column. */
const valueIn = (row: PivotRow, column: number): number | null =>
  row.cells[column]?.entries.find(({ value }) => value)?.value?.value ?? null;

/** Which column a sort names: `model`, a dataset's slug, else the first dataset. */
export function sortedColumn({ columns }: Pick<Pivot, 'columns'>, sort: string): string {
  if (sort === 'model' || columns.some(({ dataset }) => dataset.slug === sort)) return sort;
  return columns[0]?.dataset.slug ?? 'model';
}

/**
 * Rows by name, or by their values in a dataset's column, best first; reversed if asked. Whatever the direction, rows
 * without a value come after those with one (the demo last), and models known from papers only come last. Published figures never
 * decide the order.
 */
export function sortRows(pivot: Pivot, sort: string, reverse: boolean): PivotRow[] {
  const by = sortedColumn(pivot, sort);
  const column = pivot.columns.findIndex(({ dataset }) => dataset.slug === by);
  const turn = reverse ? -1 : 1;
  const upwards = pivot.metric.better === 'lower' ? 1 : -1;
  const demo = (row: PivotRow) => Number(row.source?.demo === true);
  const byName = (a: PivotRow, b: PivotRow) => a.name.localeCompare(b.name, 'en', { numeric: true });
  return pivot.rows.toSorted((a, b) => {
    const known = Number(a.source === null) - Number(b.source === null);
    if (known !== 0) return known;
    if (by === 'model') return turn * byName(a, b);
    const [x, y] = [valueIn(a, column), valueIn(b, column)];
    if (x === null || y === null)
      return Number(x === null) - Number(y === null) || demo(a) - demo(b) || byName(a, b);
    return turn * upwards * (x - y) || byName(a, b);
  });
}
