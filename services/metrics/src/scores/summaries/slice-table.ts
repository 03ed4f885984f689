import type { Verdict } from '@fakexplain/explanation';
import type { ParseStatus } from '@fakexplain/explanation';
import { verdictCell, verdictCells } from '../kernels/detection/index.ts';
import { explanationMetrics, type MeanColumn } from '../metric-catalogue.ts';

/** What a run's sums are made of, of one image. */
export interface ScoredImage extends Readonly<Record<MeanColumn, number | null>> {
  /** What is drawn as one in resampling: the group (video, identity) of the image, or the image. */
  unit: string;
  label: Verdict;
  verdict: Verdict | null;
  probability: number | null;
  parseStatus: ParseStatus;
  bleu2Statistics: readonly number[] | null;
}

export const meanColumns = Object.keys(explanationMetrics) as MeanColumn[];

/** Where sums stand in a row. */
export const columns = {
  parsedFully: verdictCells,
  outputs: verdictCells + 1,
  /** Images with a value, then the sum of the values, for each of `meanColumns`. */
  means: verdictCells + 2,
  bleu: verdictCells + 2 + 2 * meanColumns.length,
  count: verdictCells + 2 + 2 * meanColumns.length + 6,
};

/** Beyond so many units, they are put together at random. */
const mostUnits = 2_048;
const pools = 1_024;

/** The sums of a slice of a run, by unit of resampling, and its images with a probability. */
export interface SliceTable {
  add: (image: ScoredImage) => void;
  units: () => number;
  /** units × `columns.count` */
  rows: () => Float64Array;
  ranked: { probabilities: number[]; generated: number[]; unitOf: number[] };
}

/**
 * Collects a slice in memory that does not grow with its images (but for the probabilities, which a ranking needs one by
 * one): beyond 2,048 units, every unit goes to one of 1,024 pools by a hash of its name, and pools are resampled. Sums
 * over pools of units put together at random vary as sums over the units do (Wolter, "Introduction to variance estimation", 2007,
 * chapter 2: random groups). The pools depend on the names alone, not on the order of images.
 */
export function sliceTable(): SliceTable {
  let unitNumbers: Map<string, number> | null = new Map();
  let rows = new Float64Array(64 * columns.count);
  const ranked: SliceTable['ranked'] = { probabilities: [], generated: [], unitOf: [] };

  const numberOf = (unit: string): number => {
    if (unitNumbers === null) return poolOf(unit);
    const known = unitNumbers.get(unit);
    if (known !== undefined) return known;
    if (unitNumbers.size === mostUnits) {
      pool(unitNumbers);
      return poolOf(unit);
    }
    unitNumbers.set(unit, unitNumbers.size);
    if (unitNumbers.size * columns.count > rows.length) {
      const larger = new Float64Array(2 * rows.length);
      larger.set(rows);
      rows = larger;
    }
    return unitNumbers.size - 1;
  };

  const pool = (numbers: Map<string, number>): void => {
    const pooled = new Float64Array(pools * columns.count);
    const moved = new Uint32Array(numbers.size);
    for (const [unit, number] of numbers) {
      const target = poolOf(unit);
      moved[number] = target;
      for (let column = 0; column < columns.count; column += 1) {
        const at = target * columns.count + column;
        pooled[at] = (pooled[at] ?? 0) + (rows[number * columns.count + column] ?? 0);
      }
    }
    ranked.unitOf = ranked.unitOf.map((number) => moved[number] ?? 0);
    rows = pooled;
    unitNumbers = null;
  };

  return {
    ranked,
    units: () => unitNumbers?.size ?? pools,
    rows: () => rows.subarray(0, (unitNumbers?.size ?? pools) * columns.count),
    add(image) {
      const unit = numberOf(image.unit);
      const base = unit * columns.count;
      const count = (column: number, value = 1) => {
        rows[base + column] = (rows[base + column] ?? 0) + value;
      };
      count(verdictCell(image.label, image.verdict));
      count(columns.outputs);
      if (image.parseStatus === 'ok') count(columns.parsedFully);
      for (const [index, column] of meanColumns.entries()) {
        const value = image[column];
        if (value === null) continue;
        count(columns.means + 2 * index);
        count(columns.means + 2 * index + 1, value);
      }
      for (const [index, value] of (image.bleu2Statistics ?? []).entries())
        count(columns.bleu + index, value);
      if (image.probability === null) return;
      ranked.probabilities.push(image.probability);
      ranked.generated.push(image.label === 'generated' ? 1 : 0);
      ranked.unitOf.push(unit);
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
