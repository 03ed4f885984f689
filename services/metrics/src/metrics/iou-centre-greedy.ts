import { iouMetric } from './localisation/iou-metric.ts';
import { markIou, type Mark } from './localisation/marks.ts';

/**
 * The matched IoU of the FakeXplain authors' training reward (mllm_defake/finetune/rewards), 0–1: predictions in the
 * order written each take the unmatched reference whose box has the nearest centre (the first of equally near ones);
 * Σ IoU of the pairs / number of references. Surplus predictions cost nothing.
 *
 * Corrected: sides of an overlap are clamped at 0 one by one (in the published code two disjoint boxes can score 1 and
 * more), a generated image without prediction scores 0 instead of failing, and without a reference the value is
 * undefined, `null`, instead of 1.
 */
export function iouCentreGreedy(predicted: readonly Mark[], reference: readonly Mark[]): number | null {
  if (reference.length === 0) return null;
  const left = [...reference];
  let total = 0;
  for (const mark of predicted) {
    const distances = left.map((other) => centreDistance(mark, other));
    const nearest = distances.indexOf(Math.min(...distances));
    const [taken] = left.splice(nearest, 1);
    if (!taken) break;
    total += markIou(mark, taken);
  }
  return total / reference.length;
}

/** Twice the distance between the centres of two boxes. */
const centreDistance = ({ box: a }: Mark, { box: b }: Mark): number =>
  Math.hypot(a[0] + a[2] - b[0] - b[2], a[1] + a[3] - b[1] - b[3]);

export const iouCentreGreedyMetric = iouMetric({
  slug: 'iou_centre_greedy',
  version: 1,
  settings: [
    ['match', 'nearest-centre'],
    ['over', 'references'],
  ],
  title: 'IoU (centre-greedy)',
  definition:
    "The training reward's IoU with its defects corrected: predictions in order take the nearest free reference by centre; sum of IoU / references; surplus predictions are free.",
  iou: iouCentreGreedy,
});
