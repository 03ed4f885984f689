import type { ParseStatus, Verdict } from '@fakexplain/explanation';
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

/** Adds an image to the row of sums that begins at `base`. */
export function addToSums(sums: Float64Array, base: number, image: ScoredImage): void {
  const count = (column: number, value = 1) => {
    sums[base + column] = (sums[base + column] ?? 0) + value;
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
  for (const [index, value] of (image.bleu2Statistics ?? []).entries()) count(columns.bleu + index, value);
}
