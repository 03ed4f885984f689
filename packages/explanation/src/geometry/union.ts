import type { Box } from '../types.ts';
import { boxArea } from './box.ts';
import { CoveredLength } from './covered-length.ts';
import type { Side } from './covered-length.ts';

interface Edge {
  x: number;
  side: Side;
  from: number;
  to: number;
  change: 1 | -1;
}

/** Areas in square pixels of what two sets of boxes cover together and in common. */
export interface UnionAreas {
  /** area(∪A ∩ ∪B) */
  intersection: number;
  /** area(∪A ∪ ∪B) */
  union: number;
}

function ascendingDistinct(values: number[]): Float64Array {
  return Float64Array.from(new Set(values)).toSorted();
}

/**
 * Areas of overlap and union of two sets of boxes, exactly (no raster): a line sweeps over the vertical
 * edges and keeps the covered length. O(n log n) in the number of boxes. Boxes without area count nothing.
 */
export function unionAreas(boxesA: readonly Box[], boxesB: readonly Box[]): UnionAreas {
  const sets = [boxesA, boxesB].map((boxes) => boxes.filter((box) => boxArea(box) > 0));
  const cuts = ascendingDistinct(sets.flat().flatMap(([, y1, , y2]) => [y1, y2]));
  const cutIndex = new Map(Array.from(cuts, (cut, index) => [cut, index]));
  const edges: Edge[] = sets.flatMap((boxes, index) =>
    boxes.flatMap(([x1, y1, x2, y2]) => {
      const stretch = {
        side: index === 0 ? (0 as const) : (1 as const),
        from: cutIndex.get(y1) ?? 0,
        to: cutIndex.get(y2) ?? 0,
      };
      return [
        { x: x1, change: 1 as const, ...stretch },
        { x: x2, change: -1 as const, ...stretch },
      ];
    }),
  );
  edges.sort((left, right) => left.x - right.x);

  const line = new CoveredLength(cuts);
  let intersection = 0;
  let union = 0;
  let previous = edges[0]?.x ?? 0;
  for (const edge of edges) {
    const width = edge.x - previous;
    intersection += width * line.both;
    union += width * line.either;
    previous = edge.x;
    line.change(edge.side, edge.from, edge.to, edge.change);
  }
  return { intersection, union };
}

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
