import { iouMetric } from './localisation/iou-metric.ts';
import { markAreas, type Mark } from './localisation/marks.ts';

/**
 * area(∪ predicted ∩ ∪ reference) / area(∪ predicted ∪ ∪ reference), 0–1. `null` without a reference: then nothing
 * says where something should be marked. Without a prediction 0. References: shapely for boxes, pycocotools for masks.
 */
export function iouUnion(predicted: readonly Mark[], reference: readonly Mark[]): number | null {
  if (reference.length === 0) return null;
  const { intersection, union } = markAreas(predicted, reference);
  // A mark smaller than a pixel can vanish when it is drawn on the grid of a mask.
  return union > 0 ? intersection / union : null;
}

export const iouUnionMetric = iouMetric({
  slug: 'iou_union',
  version: 1,
  settings: [],
  title: 'IoU (union)',
  definition:
    'Area common to all predicted and all reference regions / area covered by either, boxes exactly, masks in pixels.',
  iou: iouUnion,
  comparedWithVotes: true,
});
