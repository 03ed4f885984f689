import { addToSums, columns, type ScoredImage } from './scored-image.ts';
import { packSlice, type Slice } from './slice.ts';

/** Beyond so many images or groups, a run is put together at random. */
const mostApart = 100_000;
const pools = 1_024;

/** The sums of a run's images, by unit of resampling and by place: what slices are taken from. */
export interface RunTable {
  /** `place` names what the image has in common with others of a slice, such as its category. */
  add: (image: ScoredImage, place?: string) => void;
  /** The images whose place is one of these; all of them if not said. */
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
      for (let column = 0; column < columns.count; column += 1) {
        const at = target * columns.count + column;
        into[at] = (into[at] ?? 0) + (apart.sums()[row * columns.count + column] ?? 0);
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
      addToSums(rows.sums(), row * columns.count, image);
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
  let sums = new Float64Array(64 * columns.count);
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
      if (units.length * columns.count > sums.length) {
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
