import { assign } from './localisation/assign.ts';
import { iouMetric } from './localisation/iou-metric.ts';
import { markIou, type Mark } from './localisation/marks.ts';

/**
 * Σ IoU of the one-to-one matching of greatest total IoU / max(number predicted, number of references), 0–1: what is
 * missed and what is surplus both cost. `null` without a reference, 0 without a prediction. Matching as
 * scipy.optimize.linear_sum_assignment.
 */
export function iouMatched(predicted: readonly Mark[], reference: readonly Mark[]): number | null {
  if (reference.length === 0) return null;
  const overlaps = predicted.map((mark) => reference.map((other) => markIou(mark, other)));
  const overlap = (row: number, column: number): number => overlaps[row]?.[column] ?? 0;
  let total = 0;
  for (const [row, column] of assign(predicted.length, reference.length, overlap))
    total += overlap(row, column);
  return total / Math.max(predicted.length, reference.length);
}

export const iouMatchedMetric = iouMetric({
  slug: 'iou_matched',
  version: 1,
  settings: [
    ['match', 'greatest-total'],
    ['over', 'max'],
  ],
  title: 'IoU (matched)',
  definition: 'One-to-one matching of greatest total IoU / the greater number of regions.',
  iou: iouMatched,
  comparedWithVotes: true,
});
