import type { metrics } from '@fakexplain/contract';
import { rankScores } from '../kernels/detection/index.ts';
import {
  bootstrap,
  differences,
  statisticsOfRanking,
  type BootstrapOptions,
  type WeightedStatistics,
} from '../kernels/resampling/index.ts';
import { rankedMetrics } from '../summaries/measure-slice.ts';
import { resampledSums } from '../summaries/resample-sums.ts';
import { countsOf, sumMetrics, totalsOf } from '../summaries/sum-metrics.ts';
import { meanColumns, sliceTable, type ScoredImage, type SliceTable } from '../summaries/slice-table.ts';

type Difference = metrics.Comparison['differences'][number];

/** The same images as two runs have them, in one order. */
export interface PairTable {
  add: (a: ScoredImage, b: ScoredImage) => void;
  /** a − b of every metric that is defined for both, over the images on which it is. */
  measure: (options: BootstrapOptions) => Difference[];
}

/** Collects what two runs score on the same images, as `sliceTable` does. */
export function pairTable(): PairTable {
  const tables = { a: sliceTable(), b: sliceTable() };
  return {
    add(a, b) {
      tables.a.add(onlyShared(a, b));
      tables.b.add(onlyShared(b, a));
    },
    measure: (options) => [...measureSums(tables, options), ...measureRanking(tables, options)],
  };
}

/** `image` without what the other run lacks on it. */
function onlyShared(image: ScoredImage, other: ScoredImage): ScoredImage {
  const shared = meanColumns.map((column) => [column, other[column] === null ? null : image[column]]);
  return {
    ...image,
    ...Object.fromEntries(shared),
    probability: other.probability === null ? null : image.probability,
    bleu2Statistics: other.bleu2Statistics === null ? null : image.bleu2Statistics,
  };
}

interface Tables {
  a: SliceTable;
  b: SliceTable;
}

function measureSums({ a, b }: Tables, options: BootstrapOptions): Difference[] {
  const [totalA, totalB] = [totalsOf(a), totalsOf(b)];
  const defined = sumMetrics.flatMap(({ signature, measure }) => {
    const [ofA, ofB] = [measure(totalA, countsOf(totalA)), measure(totalB, countsOf(totalB))];
    return ofA.value === null || ofB.value === null
      ? []
      : [{ signature, measure, n: Math.min(ofA.n, ofB.n), a: ofA.value, b: ofB.value }];
  });
  return withIntervals(
    defined,
    a.units(),
    differences(resampledSums(b, defined), resampledSums(a, defined)),
    options,
  );
}

function measureRanking({ a, b }: Tables, options: BootstrapOptions): Difference[] {
  if (a.ranked.probabilities.length === 0) return [];
  const groups = a.ranked.unitOf.map(String);
  const images = [a, b].map(({ ranked }) => ({
    scores: Float64Array.from(ranked.probabilities),
    positive: Uint8Array.from(ranked.generated),
    groups,
  }));
  const [ofA, ofB] = images;
  if (!ofA || !ofB) return [];
  const [rankingA, rankingB] = [ofA, ofB].map(({ scores, positive }) => rankScores(scores, positive));
  if (!rankingA || !rankingB) return [];
  const defined = rankedMetrics.flatMap(({ signature, measure, statistic }) => {
    const [a, b] = [measure(rankingA), measure(rankingB)];
    return a.value === null || b.value === null
      ? []
      : [{ signature, statistic, n: a.n, a: a.value, b: b.value }];
  });
  if (defined.length === 0) return [];
  const statistics = (of: typeof ofA) =>
    statisticsOfRanking(
      of,
      defined.map(({ statistic }) => statistic),
    );
  return withIntervals(defined, new Set(groups).size, differences(statistics(ofB), statistics(ofA)), options);
}

function withIntervals(
  defined: Pick<Difference, 'signature' | 'n' | 'a' | 'b'>[],
  units: number,
  statistics: WeightedStatistics,
  options: BootstrapOptions,
): Difference[] {
  if (defined.length === 0) return [];
  const resampled = bootstrap(units, statistics, options);
  return defined.map(({ signature, n, a, b }, index) => ({
    signature,
    n,
    a,
    b,
    difference: a - b,
    low: resampled[index]?.interval?.low ?? null,
    high: resampled[index]?.interval?.high ?? null,
  }));
}
