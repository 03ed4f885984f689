import type { SumTable } from '@fakexplain/statistics/weighted-statistics';
import { columns } from './scored-image.ts';

/** A part of a run as data in shared memory, which threads pass on without copying. */
export interface Slice {
  /**
   * Sums by unit, without what most columns of a slice are: empty (no real image) or the same as another (images with a
   * text, once for each metric of texts).
   */
  sums: SumTable;
  /** For each of `columns`, where it stands in `sums`; null: it is empty. */
  sameAs: (number | null)[];
  /** The images with a probability. */
  ranked: { scores: Float64Array; positive: Uint8Array; unitOf: Uint32Array };
}

/** The rows of a run, `columns.count` sums each. */
interface Rows {
  sums: Float64Array;
  /** The unit of each row. */
  units: readonly number[];
  isIn: (row: number) => boolean;
}

interface Ranked {
  scores: readonly number[];
  /** 1 or 0. */
  generated: readonly number[];
  /** The row that each image is part of. */
  rows: readonly number[];
}

/** The rows that are in a slice, their units numbered anew as they come, and the ranked images of these rows. */
export function packSlice({ sums, units, isIn }: Rows, ranked: Ranked): Slice {
  const taken: number[] = [];
  const unitOf = new Int32Array(units.length).fill(-1);
  const numbers = new Map<number, number>();
  for (const [row, unit] of units.entries()) {
    if (!isIn(row)) continue;
    let number = numbers.get(unit);
    if (number === undefined) numbers.set(unit, (number = numbers.size));
    unitOf[row] = number;
    taken.push(row);
  }
  const different: Float64Array[] = [];
  const sameAs = Array.from({ length: columns.count }, (_, column) => {
    const values = new Float64Array(numbers.size);
    let empty = true;
    for (const row of taken) {
      const value = sums[row * columns.count + column] ?? 0;
      if (value === 0) continue;
      empty = false;
      const unit = unitOf[row] ?? 0;
      values[unit] = (values[unit] ?? 0) + value;
    }
    if (empty) return null;
    const place = different.findIndex((earlier) => areEqual(earlier, values));
    return place >= 0 ? place : different.push(values) - 1;
  });
  return { sums: shareColumns(different, numbers.size), sameAs, ranked: shareRanked(ranked, unitOf) };
}

const areEqual = (one: Float64Array, other: Float64Array): boolean =>
  one.every((value, index) => value === other[index]);

function shareColumns(different: readonly Float64Array[], units: number): SumTable {
  const values = new Float64Array(new SharedArrayBuffer(8 * different.length * units));
  for (const [column, each] of different.entries()) values.set(each, column * units);
  return { units, columns: different.length, values };
}

function shareRanked({ scores, generated, rows }: Ranked, unitOfRow: Int32Array): Slice['ranked'] {
  const taken = [...rows.keys()].filter((image) => (unitOfRow[rows[image] ?? 0] ?? -1) >= 0);
  const shared = {
    scores: new Float64Array(new SharedArrayBuffer(8 * taken.length)),
    positive: new Uint8Array(new SharedArrayBuffer(taken.length)),
    unitOf: new Uint32Array(new SharedArrayBuffer(4 * taken.length)),
  };
  for (const [index, image] of taken.entries()) {
    shared.scores[index] = scores[image] ?? 0;
    shared.positive[index] = generated[image] ?? 0;
    shared.unitOf[index] = unitOfRow[rows[image] ?? 0] ?? 0;
  }
  return shared;
}
