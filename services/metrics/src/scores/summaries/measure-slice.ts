import type { metrics } from '@fakexplain/contract';
import {
  auroc,
  averagePrecision,
  countsFromCells,
  parseShare,
  rankingMetrics,
  rankScores,
  verdictCells,
  verdictMetrics,
  type Measured,
  type Ranking,
} from '../kernels/detection/index.ts';
import {
  bootstrap,
  statisticsOfRanking,
  statisticsOfSums,
  type BootstrapOptions,
} from '../kernels/resampling/index.ts';
import { signatureString } from '../kernels/signature.ts';
import { bleuPresets } from '../kernels/text/index.ts';
import { corpusBleuMetric, explanationMetrics, parseOkMetric } from '../metric-catalogue.ts';
import { columns, meanColumns, type SliceTable } from './slice-table.ts';

/** The sums of a slice's rows. */
type Sums = Float64Array;
type SumMetric = { signature: string; measure: (sums: Sums) => Pick<Measured, 'value' | 'n'> };

const at = (sums: Sums, column: number): number => sums[column] ?? 0;

const corpusBleu = (sums: Sums): number | null => {
  const [matches1 = 0, matches2 = 0, total1 = 0, total2 = 0, , referenceLength = 0] = Array.from(
    { length: 6 },
    (_, index) => at(sums, columns.bleu + index),
  );
  const score = bleuPresets['sacrebleu-corpus'].score;
  return referenceLength > 0 ? score({ matches1, matches2, total1, total2, referenceLength }) : null;
};

/** Metrics that follow from the sums over a slice's images. */
export const sumMetrics: readonly SumMetric[] = [
  ...verdictMetrics.map(({ signature, measure }) => ({
    signature: signatureString(signature),
    measure: (sums: Sums) => measure(countsFromCells(sums.subarray(0, verdictCells))),
  })),
  ...meanColumns.map((column, index) => ({
    signature: explanationMetrics[column].signature,
    measure: (sums: Sums) => {
      const n = at(sums, columns.means + 2 * index);
      return { value: n > 0 ? at(sums, columns.means + 2 * index + 1) / n : null, n };
    },
  })),
  {
    signature: corpusBleuMetric.signature,
    measure: (sums) => ({
      value: corpusBleu(sums),
      n: at(sums, columns.means + 2 * meanColumns.indexOf('bleu2')),
    }),
  },
  {
    signature: parseOkMetric.signature,
    measure: (sums) => {
      const [ok, outputs] = [at(sums, columns.parsedFully), at(sums, columns.outputs)];
      return parseShare({ ok, partial: outputs - ok, failed: 0 });
    },
  },
];

const rankingStatistics: Readonly<Record<string, (ranking: Ranking) => number | null>> = {
  auroc,
  ap: averagePrecision,
};

/** The metrics of a ranking; `statistic` is the bare value, for resamples. */
export const rankedMetrics = rankingMetrics.flatMap(({ slug, signature, measure }) => {
  const statistic = rankingStatistics[slug];
  return statistic ? [{ signature: signatureString(signature), measure, statistic }] : [];
});

/** Every metric that is defined on a slice, with percentile bootstrap intervals over its units. */
export function measureSlice(table: SliceTable, options: BootstrapOptions): metrics.Measured[] {
  return [...measureSums(table, options), ...measureRanking(table, options)];
}

/** The sums over all units of a slice. */
export function totalsOf(table: SliceTable): Float64Array {
  const total = new Float64Array(columns.count);
  for (const [index, value] of table.rows().entries()) {
    const column = index % columns.count;
    total[column] = at(total, column) + value;
  }
  return total;
}

function measureSums(table: SliceTable, options: BootstrapOptions): metrics.Measured[] {
  const total = totalsOf(table);
  const defined = sumMetrics.flatMap(({ signature, measure }) => {
    const { value, n } = measure(total);
    return value === null ? [] : [{ signature, measure, n, value }];
  });
  const statistics = statisticsOfSums(
    { units: table.units(), columns: columns.count, values: table.rows() },
    defined.map(
      ({ measure }) =>
        (sums: Sums) =>
          measure(sums).value,
    ),
  );
  const resampled = bootstrap(table.units(), statistics, options);
  return defined.map(({ signature, n, value }, index) => ({
    signature,
    n,
    value,
    low: resampled[index]?.interval?.low ?? null,
    high: resampled[index]?.interval?.high ?? null,
  }));
}

function measureRanking({ ranked }: SliceTable, options: BootstrapOptions): metrics.Measured[] {
  if (ranked.probabilities.length === 0) return [];
  const scores = Float64Array.from(ranked.probabilities);
  const positive = Uint8Array.from(ranked.generated);
  const ranking = rankScores(scores, positive);
  const defined = rankedMetrics.flatMap(({ signature, measure, statistic }) => {
    const { value, n } = measure(ranking);
    return value === null ? [] : [{ signature, statistic, n, value }];
  });
  if (defined.length === 0) return [];
  const groups = ranked.unitOf.map(String);
  const statistics = statisticsOfRanking(
    { scores, positive, groups },
    defined.map(({ statistic }) => statistic),
  );
  const resampled = bootstrap(new Set(groups).size, statistics, options);
  return defined.map(({ signature, n, value }, index) => ({
    signature,
    n,
    value,
    low: resampled[index]?.interval?.low ?? null,
    high: resampled[index]?.interval?.high ?? null,
  }));
}
