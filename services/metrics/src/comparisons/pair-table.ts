import { valuesOf, type Resampled } from '../summaries/resample.ts';
import { runTable, type ScoredImage } from '../summaries/run-table.ts';

/** A metric that is defined for both runs, each over the images of both. */
export interface MeasuredPair {
  signature: string;
  n: number;
  a: number;
  b: number;
  /** Where its values stand in resamples of `resampled`. */
  place: number;
}

export interface MeasuredPairs {
  metrics: MeasuredPair[];
  /** What is resampled for the intervals of a − b, but for the seed. */
  resampled: Omit<Resampled, 'seed'>;
}

/** The same images as two runs have them, in one order, collected as `runTable` does. */
export function pairTable() {
  const tables = { a: runTable(), b: runTable() };
  return {
    add(a: ScoredImage, b: ScoredImage): void {
      tables.a.add(onlyShared(a, b));
      tables.b.add(onlyShared(b, a));
    },
    measure(): MeasuredPairs {
      const [slice, minus] = [tables.a.slice(), tables.b.slice()];
      const ofA = valuesOf(slice);
      const ofB = new Map(valuesOf(minus).values.map((value) => [value.signature, value]));
      const metrics = ofA.values.flatMap(({ signature, n, value }, place) => {
        const b = ofB.get(signature);
        return b ? [{ signature, n: Math.min(n, b.n), a: value, b: b.value, place }] : [];
      });
      return { metrics, resampled: { slice, minus, metrics: ofA.metrics } };
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
