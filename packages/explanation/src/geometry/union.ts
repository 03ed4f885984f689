import type { Box } from '../types.ts';
import { boxArea } from './box.ts';
import { gridAreas } from './grid-areas.ts';
import { sweepAreas } from './sweep-areas.ts';

/** Areas in square pixels of what two sets of boxes cover together and in common. */
export interface UnionAreas {
  /** area(∪A ∩ ∪B) */
  intersection: number;
  /** area(∪A ∪ ∪B) */
  union: number;
}

/** Up to this many boxes the grid is faster. */
const fewBoxes = 40;

/**
 * Areas of overlap and union of two sets of boxes, exactly (no raster). Boxes without area count nothing.
 */
export function unionAreas(boxesA: readonly Box[], boxesB: readonly Box[]): UnionAreas {
  const [a, b] = [boxesA.filter(hasArea), boxesB.filter(hasArea)];
  return a.length + b.length <= fewBoxes ? gridAreas(a, b) : sweepAreas(a, b);
}

const hasArea = (box: Box): boolean => boxArea(box) > 0;

/** Area in square pixels covered by at least one of the boxes. */
export function unionArea(boxes: readonly Box[]): number {
  return unionAreas(boxes, []).union;
}

/**
 * area(∪A ∩ ∪B) / area(∪A ∪ ∪B), 0–1; `null` where neither set covers anything: the ratio is undefined,
 * and what that means (no annotation, a real image) is for the caller to say.
 */
export function unionIou(boxesA: readonly Box[], boxesB: readonly Box[]): number | null {
  const { intersection, union } = unionAreas(boxesA, boxesB);
  return union > 0 ? intersection / union : null;
}
