import type { ParseStatus, Verdict } from '@fakexplain/explanation';
import { verdictCell, verdictCells } from '../metrics/detection/verdict-counts.ts';
import { keyOf } from '../metrics/metric.ts';
import { explanationMetrics, summedMetrics, type Entries } from '../metrics/registry.ts';
import type { SumTable } from '@fakexplain/statistics/weighted-statistics';

/** What a run's sums are made of, of one image. */
export interface ScoredImage {
  /** What is drawn as one in resampling: the group (video, identity) of the image, or the image. */
  unit: string;
  label: Verdict;
  verdict: Verdict | null;
  probability: number | null;
  parseStatus: ParseStatus;
  entries: Entries;
}

/** Where sums stand in a row, after the counts of verdicts: outputs, those parsed fully, then the entries of metrics. */
export const outputsColumn = verdictCells;
export const parsedColumn = verdictCells + 1;
let nextColumn = verdictCells + 2;
/** For each metric its count of images, then the sums of what they add. */
const placed = [...explanationMetrics, ...summedMetrics].map((metric) => {
  const addends = metric.kind === 'sums' ? metric.addends : 1;
  const column = nextColumn;
  nextColumn += 1 + addends;
  return { metric, key: keyOf(metric), column, addends };
});
const columnCount = nextColumn;

/** The metrics whose entries are summed, with the column of their count; their sums follow it. */
export const meanColumns = placed.flatMap(({ metric, column }) =>
  metric.kind === 'explanation' ? [{ metric, column }] : [],
);
export const summedColumns = placed.flatMap(({ metric, column, addends }) =>
  metric.kind === 'sums' ? [{ metric, column, addends }] : [],
);

/** Adds an image to the row of sums that begins at `base`. */
function addToSums(sums: Float64Array, base: number, image: ScoredImage): void {
  const count = (column: number, value = 1) => {
    sums[base + column] = (sums[base + column] ?? 0) + value;
  };
  count(verdictCell(image.label, image.verdict));
  count(outputsColumn);
  if (image.parseStatus === 'ok') count(parsedColumn);
  for (const { key, column } of placed) {
    const entry = image.entries[key];
    if (entry === undefined) continue;
    count(column);
    if (typeof entry === 'number') count(column + 1, entry);
    else for (const [index, value] of entry.entries()) count(column + 1 + index, value);
  }
}

/** A part of a run as data in shared memory, which threads pass on without copying. */
export interface Slice {
  /**
   * Sums by unit, without what most columns of a slice are: empty (no real image) or the same as another (images with a
   * text, once for each metric of texts).
   */
  sums: SumTable;
  /** For each column where it stands in `sums`; null: it is empty. */
  sameAs: (number | null)[];
  /** The images with a probability. */
  ranked: { scores: Float64Array; positive: Uint8Array; unitOf: Uint32Array };
}

/** Beyond this many images or groups, a run is put together at random. */
const mostApart = 100_000;
const pools = 1_024;

/** The sums of a run's images, by unit of resampling and by place: what slices are taken from. */
export interface RunTable {
  /** `place` names what the image has in common with others of a slice, such as its category. */
  add: (image: ScoredImage, place?: string) => void;
  /** The images whose place is one of these; default: all of them. */
  slice: (places?: ReadonlySet<string>) => Slice;
}

/**
 * Collects a run in memory that does not grow with its images (but for the probabilities, which a ranking needs one by
 * one). Up to 100,000 units are kept apart; beyond, every unit goes to one of 1,024 pools by a hash of its name, and
 * pools are resampled. Sums over pools of units put together at random vary as sums over the units do (Wolter, "Introduction to
 * variance estimation", 2007, chapter 2: random groups). The pools depend on the names alone, not on the order of images.
 *
 * @param mostUnits how many are kept apart; 100,000 if not said
 */
export function runTable(mostUnits = mostApart): RunTable {
  let unitNumbers: Map<string, number> | null = new Map();
  const placeNumbers = new Map<string, number>();
  let rows = sumRows();
  const ranked = { scores: [] as number[], generated: [] as number[] };
  let rowsOfRanked: number[] = [];

  const unitOf = (name: string): number => {
    const known = unitNumbers === null ? poolOf(name) : unitNumbers.get(name);
    if (known !== undefined || unitNumbers === null) return known ?? 0;
    if (unitNumbers.size === mostUnits) {
      pool([...unitNumbers.keys()].map(poolOf));
      return poolOf(name);
    }
    unitNumbers.set(name, unitNumbers.size);
    return unitNumbers.size - 1;
  };

  /** Puts units together: their sums are added up in the order in which they came. */
  const pool = (pooled: readonly number[]): void => {
    const apart = rows;
    rows = sumRows();
    const moved = apart.units.map((unit, row) => {
      const target = rows.find(pooled[unit] ?? 0, apart.places[row] ?? 0);
      const into = rows.sums();
      for (let column = 0; column < columnCount; column += 1) {
        const at = target * columnCount + column;
        into[at] = (into[at] ?? 0) + (apart.sums()[row * columnCount + column] ?? 0);
      }
      return target;
    });
    rowsOfRanked = rowsOfRanked.map((row) => moved[row] ?? 0);
    unitNumbers = null;
  };

  return {
    add(image, place = '') {
      let placeNumber = placeNumbers.get(place);
      if (placeNumber === undefined) placeNumbers.set(place, (placeNumber = placeNumbers.size));
      // First, since it may put the rows together.
      const unit = unitOf(image.unit);
      const row = rows.find(unit, placeNumber);
      addToSums(rows.sums(), row * columnCount, image);
      if (image.probability === null) return;
      ranked.scores.push(image.probability);
      ranked.generated.push(image.label === 'generated' ? 1 : 0);
      rowsOfRanked.push(row);
    },
    slice(places) {
      const taken = [...placeNumbers.keys()].map((place) => places?.has(place) ?? true);
      const isIn = (row: number) => taken[rows.places[row] ?? -1] ?? false;
      return packSlice({ sums: rows.sums(), units: rows.units, isIn }, { ...ranked, rows: rowsOfRanked });
    },
  };
}

/** Rows of sums, one for each unit and place that occur together. */
function sumRows() {
  const numbers = new Map<number, number>();
  const units: number[] = [];
  const places: number[] = [];
  let sums = new Float64Array(64 * columnCount);
  return {
    units,
    places,
    sums: () => sums,
    /** The number of a row, made where it is new; `sums` may then be another array. */
    find(unit: number, place: number): number {
      const key = place * 2 ** 32 + unit;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const row = units.push(unit) - 1;
      places.push(place);
      numbers.set(key, row);
      if (units.length * columnCount > sums.length) {
        const larger = new Float64Array(2 * sums.length);
        larger.set(sums);
        sums = larger;
      }
      return row;
    },
  };
}

/** FNV-1a of 32 bits, stirred: any spread over pools that has nothing to do with scores will do. */
function poolOf(unit: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < unit.length; index += 1) {
    hash = Math.imul(hash ^ unit.charCodeAt(index), 0x01000193);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % pools;
}

/** The rows of a run. */
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

/** The rows that are in a slice, their units numbered again as they come, and the ranked images of these rows. */
function packSlice({ sums, units, isIn }: Rows, ranked: Ranked): Slice {
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
  const sameAs = Array.from({ length: columnCount }, (_, column) => {
    const values = new Float64Array(numbers.size);
    let empty = true;
    for (const row of taken) {
      const value = sums[row * columnCount + column] ?? 0;
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
