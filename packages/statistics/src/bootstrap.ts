import { quantile } from './quantile.ts';
import type { WeightedStatistics } from './weighted-statistics.ts';
import { fillRandom, startOfStream } from './random.ts';

export interface BootstrapOptions {
  /** A whole number of 32 bits; the same seed and units give the same resamples, whatever is measured on them. */
  seed: number;
  /** How many resamples; default: 1,000. */
  resamples?: number;
  /** Nominal coverage, 0–1; default: 0.95. */
  level?: number;
}

export interface BootstrapResult {
  /** The statistic of the data itself. */
  value: number | null;
  /** Percentile interval; `null` with the reason where resamples give none. */
  interval: { low: number; high: number } | null;
  reason: string | null;
  /** Resamples in which the statistic is undefined (say, no real image drawn); the interval is over the others. */
  undefinedResamples: number;
}

/**
 * Bootstrap of statistics over units: each resample draws as many units as there are, with replacement, and all
 * statistics are measured on the same resamples. Intervals are percentile intervals (Efron 1979), as
 * scipy.stats.bootstrap with method="percentile". Cost: units × resamples draws.
 *
 * @param units number of images, or of groups
 */
export function bootstrap(
  units: number,
  statistics: WeightedStatistics,
  { seed, resamples = 1000, level = 0.95 }: BootstrapOptions,
): BootstrapResult[] {
  return summariseReplicates(
    statistics([new Uint32Array(units).fill(1)])[0] ?? [],
    replicate(units, statistics, { seed, from: 0, to: resamples }),
    units,
    level,
  );
}

/**
 * The statistics of resamples number `from` to before `to`. Each resample has its own stream of random numbers, so
 * that several workers can each take a part; the parts put together equal the result of one worker.
 *
 * @returns for each statistic one value a resample; NaN where it is undefined
 */
export function replicate(
  units: number,
  statistics: WeightedStatistics,
  { seed, from, to }: { seed: number; from: number; to: number },
): Float64Array[] {
  const found: Float64Array[] = [];
  const drawn = Array.from({ length: atOnce }, () => new Uint32Array(units));
  for (let first = from; first < to; first += atOnce) {
    const weights = drawn.slice(0, to - first);
    for (const [index, each] of weights.entries()) drawWeights(each, { seed, resample: first + index });
    for (const [list, values] of statistics(weights).entries()) {
      const place = first - from + list;
      for (let index = 0; index < values.length; index += 1) {
        const replicates = (found[index] ??= new Float64Array(to - from));
        replicates[place] = values[index] ?? NaN;
      }
    }
  }
  return found;
}

/** Resamples measured together. */
const atOnce = 2;

const numbers = new Uint32Array(1_024);

/** How often each unit is drawn. Chances differ by less than units / 2³², which no interval can show. */
function drawWeights(weights: Uint32Array, { seed, resample }: { seed: number; resample: number }): void {
  const units = weights.length;
  const scale = units / 2 ** 32;
  weights.fill(0);
  let state = startOfStream(seed, resample);
  for (let drawn = 0; drawn < units; drawn += numbers.length) {
    const block = units - drawn < numbers.length ? numbers.subarray(0, units - drawn) : numbers;
    state = fillRandom(block, state);
    for (let index = 0; index < block.length; index += 1) {
      const unit = ((block[index] ?? 0) * scale) >>> 0;
      weights[unit] = (weights[unit] ?? 0) + 1;
    }
  }
}

/** Intervals of coverage `level` (0–1) for `values`, each from its own list of `replicates`, as `replicate` gives them. */
export function summariseReplicates(
  values: readonly (number | null)[],
  replicates: readonly Float64Array[],
  units: number,
  level: number,
): BootstrapResult[] {
  return values.map((value, index) => {
    const all = replicates[index] ?? new Float64Array();
    // Undefined ones are last.
    const sorted = all.toSorted();
    let count = sorted.length;
    while (count > 0 && Number.isNaN(sorted[count - 1])) count -= 1;
    const defined = sorted.subarray(0, count);
    const undefinedResamples = all.length - defined.length;
    const reason = whyNone(value, defined, undefinedResamples, units);
    const tail = (1 - level) / 2;
    const interval = reason ? null : { low: quantile(defined, tail), high: quantile(defined, 1 - tail) };
    return { value, interval, reason, undefinedResamples };
  });
}

function whyNone(
  value: number | null,
  defined: Float64Array,
  undefinedResamples: number,
  units: number,
): string | null {
  if (value === null) return 'the value itself is undefined';
  if (units < 2) return 'one image or group alone cannot be resampled';
  if (undefinedResamples >= defined.length) return 'undefined in half of the resamples or more';
  const [least = NaN] = defined;
  const greatest = defined.at(-1) ?? NaN;
  // Sums of equal values differ in their last digits by the order of adding: that is not a spread.
  if (greatest - least <= 1e-12 * Math.max(1, Math.abs(greatest))) {
    return 'all resamples agree: they cannot tell how far the value may be off';
  }
  return null;
}
