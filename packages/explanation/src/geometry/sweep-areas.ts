import type { Box } from '../types.ts';
import { CoveredLength } from './covered-length.ts';
import type { Side } from './covered-length.ts';
import type { UnionAreas } from './union.ts';

interface Edge {
  x: number;
  side: Side;
  from: number;
  to: number;
  change: 1 | -1;
}

function ascendingDistinct(values: number[]): Float64Array {
  return Float64Array.from(new Set(values)).toSorted();
}

/**
 * Areas of overlap and union of two sets of boxes that all have an area: a line sweeps over the vertical edges and
 * keeps the covered length. O(n log n) in the number of boxes.
 */
export function sweepAreas(boxesA: readonly Box[], boxesB: readonly Box[]): UnionAreas {
  const sets = [boxesA, boxesB];
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
