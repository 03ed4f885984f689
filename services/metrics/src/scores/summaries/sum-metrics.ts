import {
  countsFromCells,
  parseShare,
  verdictCells,
  verdictMetrics,
  type Measured,
  type VerdictCounts,
} from '../kernels/detection/index.ts';
import { signatureString } from '../kernels/signature.ts';
import { bleuPresets } from '../kernels/text/index.ts';
import { corpusBleuMetric, explanationMetrics, parseOkMetric } from '../metric-catalogue.ts';
import { columns, meanColumns } from './scored-image.ts';

/** The sums of a slice's rows. */
type Sums = Float64Array;

export interface SumMetric {
  readonly signature: string;
  /** `counts` are those in `sums`, made once for all metrics of them. */
  readonly measure: (sums: Sums, counts: VerdictCounts) => Pick<Measured, 'value' | 'n'>;
}

/** The confusion matrix in the sums. */
export const countsOf = (sums: Sums): VerdictCounts => countsFromCells(sums.subarray(0, verdictCells));

const at = (sums: Sums, column: number): number => sums[column] ?? 0;

const corpusBleu = (sums: Sums): number | null => {
  const [matches1, matches2] = [at(sums, columns.bleu), at(sums, columns.bleu + 1)];
  const [total1, total2] = [at(sums, columns.bleu + 2), at(sums, columns.bleu + 3)];
  const referenceLength = at(sums, columns.bleu + 5);
  const score = bleuPresets['sacrebleu-corpus'].score;
  return referenceLength > 0 ? score({ matches1, matches2, total1, total2, referenceLength }) : null;
};

/** Metrics that follow from the sums over a slice's images. */
export const sumMetrics: readonly SumMetric[] = [
  ...verdictMetrics.map(({ signature, measure }) => ({
    signature: signatureString(signature),
    measure: (_: Sums, counts: VerdictCounts) => measure(counts),
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
