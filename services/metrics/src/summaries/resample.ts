import { replicate } from '@fakexplain/statistics/bootstrap';
import { statisticsOfRanking } from '@fakexplain/statistics/ranking-statistics';
import {
  differences,
  weightedSums,
  type WeightedStatistics,
} from '@fakexplain/statistics/weighted-statistics';
import { rankScores } from '../metrics/detection/ranking.ts';
import { countsFromCells, type VerdictCounts } from '../metrics/detection/verdict-counts.ts';
import type { Measured, Metric } from '../metrics/metric.ts';
import { registry } from '../metrics/registry.ts';
import { signatureString } from '../metrics/signature.ts';
import { meanColumns, outputsColumn, parsedColumn, summedColumns, type Slice } from './run-table.ts';

/** The sums of a slice's rows. */
type Sums = Float64Array;

interface SumMetric {
  readonly signature: string;
  /** `counts` are those in `sums`, made once for all metrics of them. */
  readonly measure: (sums: Sums, counts: VerdictCounts) => Pick<Measured, 'value' | 'n'>;
  /** The bare value, for resamples: of these there are so many that objects for each would be felt. */
  readonly statistic: (sums: Sums, counts: VerdictCounts) => number | null;
}

const at = (sums: Sums, column: number): number => sums[column] ?? 0;

const of = <K extends Metric['kind']>(kind: K) =>
  registry.filter((metric): metric is Extract<Metric, { kind: K }> => metric.kind === kind);

/** A value that the sums give, over as many images as a column counts. */
const counted = (metric: Metric, column: number, statistic: SumMetric['statistic']): SumMetric => ({
  signature: signatureString(metric.signature),
  measure: (sums, counts) => ({ value: statistic(sums, counts), n: at(sums, column) }),
  statistic,
});

/** Metrics that follow from the sums over a slice's images: of verdicts, means, sums, then of parsing. */
const sumMetrics: readonly SumMetric[] = [
  ...of('verdicts').map(({ signature, measure, statistic }) => ({
    signature: signatureString(signature),
    measure: (_: Sums, counts: VerdictCounts) => measure(counts),
    statistic: (_: Sums, counts: VerdictCounts) => statistic(counts),
  })),
  ...meanColumns.map(({ metric, column }) =>
    counted(metric, column, (sums) => {
      const n = at(sums, column);
      return n > 0 ? at(sums, column + 1) / n : null;
    }),
  ),
  ...summedColumns.map(({ metric, column, addends }) =>
    counted(metric, column, (sums) => metric.value(sums.subarray(column + 1, column + 1 + addends))),
  ),
  ...of('parsing').map((metric) =>
    counted(
      metric,
      outputsColumn,
      (sums) => metric.measure({ ok: at(sums, parsedColumn), outputs: at(sums, outputsColumn) }).value,
    ),
  ),
];

const rankedMetrics = of('ranking').map(({ signature, measure, statistic }) => ({
  signature: signatureString(signature),
  measure,
  statistic,
}));

/** Which of the metrics of sums and of the ranking, by their places. */
interface WantedMetrics {
  sums: number[];
  ranked: number[];
}

/** The values of a slice by every metric that is defined on it: those of sums, then those of the ranking. */
export function valuesOf(slice: Slice): {
  values: { signature: string; n: number; value: number }[];
  /** Which metrics these are. */
  metrics: WantedMetrics;
  verdicts: VerdictCounts;
} {
  const [total = new Float64Array()] = totalsUnder(slice)([new Uint32Array(slice.sums.units).fill(1)]);
  const verdicts = countsFromCells(total);
  const ofSums = definedOf(
    sumMetrics.map((metric) => ({ ...metric, found: metric.measure(total, verdicts) })),
  );
  const { scores, positive } = slice.ranked;
  const ranking = scores.length > 0 ? rankScores(scores, positive) : null;
  const ofRanking = definedOf(
    ranking === null ? [] : rankedMetrics.map((metric) => ({ ...metric, found: metric.measure(ranking) })),
  );
  return {
    values: [...ofSums, ...ofRanking].map(({ signature, n, value }) => ({ signature, n, value })),
    metrics: { sums: ofSums.map(({ place }) => place), ranked: ofRanking.map(({ place }) => place) },
    verdicts,
  };
}

function definedOf(metrics: readonly { signature: string; found: Pick<Measured, 'n' | 'value'> }[]) {
  return metrics.flatMap(({ signature, found: { n, value } }, place) =>
    value === null ? [] : [{ signature, n, value, place }],
  );
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

/** Resamples number `from` to before `to`. */
export interface Part {
  from: number;
  to: number;
}

/**
 * The values of metrics in a part of the resamples: first those of sums, then those of the ranking. The same resample has
 * the same values wherever and in whichever part it is taken.
 */
export function takeResamples({ slice, minus, metrics, seed, from, to }: Resampled & Part): Float64Array[] {
  const own = statisticsOf(slice, metrics);
  const statistics = minus ? differences(statisticsOf(minus, metrics), own) : own;
  return replicate(slice.sums.units, statistics, { seed, from, to });
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
      const counts = countsFromCells(total);
      const values = ofSums.map(({ statistic }) => statistic(total, counts));
      return ranked ? values.concat(ranked[list] ?? []) : values;
    });
  };
}

/** The sums of a slice in all columns under each list of weights, always in the same arrays. */
function totalsUnder({ sums, sameAs }: Slice): (weights: readonly Uint32Array[]) => Sums[] {
  const sumsUnder = weightedSums(sums);
  const totals: Sums[] = [];
  // An empty column reads past the last sum.
  const places = Int32Array.from(sameAs, (place) => place ?? sums.columns);
  return (weights) =>
    sumsUnder(weights).map((found, list) => {
      const total = (totals[list] ??= new Float64Array(places.length));
      for (let column = 0; column < places.length; column += 1)
        total[column] = found[places[column] ?? 0] ?? 0;
      return total;
    });
}
