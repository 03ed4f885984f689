import { markAreas, type Mark } from './marks.ts';

/**
 * area(∪ predicted ∩ ∪ reference) / area(∪ predicted ∪ ∪ reference), 0–1. `null` without a reference: then nothing
 * says where something should be marked. Without a prediction 0. References: shapely for boxes, pycocotools for masks.
 */
export function iouUnion(predicted: readonly Mark[], reference: readonly Mark[]): number | null {
  if (reference.length === 0) return null;
  const { intersection, union } = markAreas(predicted, reference);
  // A mark smaller than a pixel can vanish when it is drawn beside masks.
  return union > 0 ? intersection / union : null;
}
