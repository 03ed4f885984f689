import { replicate } from '@fakexplain/statistics/bootstrap';
import { statisticsOfRanking } from '@fakexplain/statistics/ranking-statistics';
import {
  differences,
  weightedSums,
  type WeightedStatistics,
} from '@fakexplain/statistics/weighted-statistics';
import { rankedMetrics } from './ranked-metrics.ts';
import type { Slice } from './slice.ts';
import { countsOf, sumMetrics } from './sum-metrics.ts';

/** Which of `sumMetrics` and of `rankedMetrics`, by their places. */
export interface WantedMetrics {
  sums: number[];
  ranked: number[];
}

/** What is to be measured on resamples of a slice, as data that can be sent to a thread. */
export interface Resampled {
  slice: Slice;
  /** The same images of another run, whose values are taken off. */
  minus?: Slice | undefined;
  metrics: WantedMetrics;
  /** As in `BootstrapOptions`. */
  seed: number;
}

/**
 * The values of metrics in resamples number `from` to before `to`: first those of sums, then those of the ranking. The same
 * resample has the same values wherever and in whichever part it is taken.
 */
export function takeResamples(
  { slice, minus, metrics, seed }: Resampled,
  part: { from: number; to: number },
): Float64Array[] {
  const own = statisticsOf(slice, metrics);
  const statistics = minus ? differences(statisticsOf(minus, metrics), own) : own;
  return replicate(slice.sums.units, statistics, { seed, ...part });
}

/** What the metrics are when each unit counts as often as its weight says. */
function statisticsOf(slice: Slice, { sums, ranked }: WantedMetrics): WeightedStatistics {
  const totals = totalsUnder(slice);
  const ofSums = sums.flatMap((place) => sumMetrics[place] ?? []);
  const ofRanking = ranked.flatMap((place) => rankedMetrics[place]?.statistic ?? []);
  const { scores, positive, unitOf } = slice.ranked;
  const ranking =
    ofRanking.length > 0 ? statisticsOfRanking({ scores, positive, groups: unitOf }, ofRanking) : null;
  return (weights) => {
    const ranked = ranking?.(weights);
    return totals(weights).map((total, list) => {
      const counts = countsOf(total);
      return [...ofSums.map(({ measure }) => measure(total, counts).value), ...(ranked?.[list] ?? [])];
    });
  };
}

/** The sums of a slice in all `columns` under each list of weights. */
export function totalsUnder({ sums, sameAs }: Slice): (weights: readonly Uint32Array[]) => Float64Array[] {
  const sumsUnder = weightedSums(sums);
  return (weights) =>
    sumsUnder(weights).map((found) =>
      Float64Array.from(sameAs, (place) => (place === null ? 0 : (found[place] ?? 0))),
    );
}
