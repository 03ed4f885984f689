import { statisticsOfSums, type WeightedStatistics } from '../kernels/resampling/index.ts';
import { columns, type SliceTable } from './slice-table.ts';
import { countsOf, type SumMetric } from './sum-metrics.ts';

/**
 * What metrics make of the sums over a slice's units, under weights. Most columns of a table are empty (a slice of
 * generated images) or the same as another (images with a text, once for each metric of texts): only different ones are
 * added up in each resample.
 */
export function resampledSums(
  table: SliceTable,
  metrics: readonly Pick<SumMetric, 'measure'>[],
): WeightedStatistics {
  const { different, sameAs } = distinctColumns(table);
  const units = table.units();
  const all = table.rows();
  const values = new Float64Array(units * different.length);
  for (let unit = 0; unit < units; unit += 1) {
    for (const [place, column] of different.entries()) {
      values[unit * different.length + place] = all[unit * columns.count + column] ?? 0;
    }
  }
  const sumsOfDifferent = statisticsOfSums(
    { units, columns: different.length, values },
    different.map((_, place) => (sums) => sums[place] ?? 0),
  );
  const sums = new Float64Array(columns.count);
  return (weights) => {
    const found = sumsOfDifferent(weights);
    for (const [column, place] of sameAs.entries()) sums[column] = place === null ? 0 : (found[place] ?? 0);
    const counts = countsOf(sums);
    return metrics.map(({ measure }) => measure(sums, counts).value);
  };
}

/** The columns that are neither empty nor a copy of an earlier one, and for each column its place among them. */
function distinctColumns(table: SliceTable): { different: number[]; sameAs: (number | null)[] } {
  const rows = table.rows();
  const at = (unit: number, column: number) => rows[unit * columns.count + column] ?? 0;
  const equal = (one: number, other: number | null) => {
    for (let unit = 0; unit < table.units(); unit += 1) {
      if (at(unit, one) !== (other === null ? 0 : at(unit, other))) return false;
    }
    return true;
  };
  const different: number[] = [];
  const sameAs = Array.from({ length: columns.count }, (_, column) => {
    if (equal(column, null)) return null;
    const place = different.findIndex((earlier) => equal(column, earlier));
    return place >= 0 ? place : different.push(column) - 1;
  });
  return { different, sameAs };
}
