import type { metrics } from '@fakexplain/contract';
import { summariseReplicates } from '@fakexplain/statistics/bootstrap';
import { valuesOf } from '../summaries/resample.ts';
import { runTable, type ScoredImage } from '../summaries/run-table.ts';
import { level, type IntervalOptions } from '../summaries/summarise.ts';

type Difference = metrics.Comparison['differences'][number];

/** The same images as two runs have them, in one order. */
export interface PairTable {
  add: (a: ScoredImage, b: ScoredImage) => void;
  /** a − b of every metric that is defined for both, over the images on which it is. */
  measure: (options: IntervalOptions) => Promise<Difference[]>;
}

/** Collects what two runs score on the same images, as `runTable` does. */
export function pairTable(): PairTable {
  const tables = { a: runTable(), b: runTable() };
  return {
    add(a, b) {
      tables.a.add(onlyShared(a, b));
      tables.b.add(onlyShared(b, a));
    },
    async measure({ resampling, seed, resamples }) {
      const slice = tables.a.slice();
      const ofA = valuesOf(slice);
      // Where there is much of it, other requests have their turn in between.
      await new Promise(setImmediate);
      const minus = tables.b.slice();
      const ofB = new Map(valuesOf(minus).values.map((value) => [value.signature, value]));
      const both = ofA.values.flatMap((a, index) => {
        const b = ofB.get(a.signature);
        return b ? [{ index, signature: a.signature, n: Math.min(a.n, b.n), a: a.value, b: b.value }] : [];
      });
      const wanted = { slice, minus, metrics: ofA.metrics, seed };
      const replicates = await resampling.replicate(wanted, resamples);
      const intervals = summariseReplicates(
        both.map(({ a, b }) => a - b),
        both.map(({ index }) => replicates[index] ?? new Float64Array()),
        slice.sums.units,
        level,
      );
      return both.map(({ signature, n, a, b }, index) => {
        const interval = intervals[index]?.interval ?? null;
        const [low, high] = [interval?.low ?? null, interval?.high ?? null];
        return { signature, n, a, b, difference: a - b, low, high };
      });
    },
  };
}

/** `image` without what the other run lacks on it. */
function onlyShared(image: ScoredImage, other: ScoredImage): ScoredImage {
  const shared = Object.entries(image.entries).filter(([key]) => key in other.entries);
  return {
    ...image,
    entries: Object.fromEntries(shared),
    probability: other.probability === null ? null : image.probability,
  };
}
