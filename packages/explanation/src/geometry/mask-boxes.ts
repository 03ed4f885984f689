import type { Box } from '../types.ts';
import type { MaskRuns } from './mask-runs.ts';

/** Part of a column covered by foreground: rows from `top` to before `bottom`. */
interface Segment {
  column: number;
  top: number;
  bottom: number;
}

export interface MaskBoxOptions {
  /** Components smaller than this share of the image are left out, unless none would remain; 0–1. */
  minShare?: number;
}

/**
 * Boxes that stand for a mask where only boxes can be shown. The rule: one box for each connected component (pixels
 * touching at sides or corners belong together), namely the smallest box of whole pixels around it; components below
 * 0.1% of the image's area are left out as speckle, but the largest is always kept; order from top to bottom, then
 * from left to right. Components as scipy.ndimage.label with a full 3 × 3 structure. Linear in runs and columns.
 */
export function boxesOfMask(mask: MaskRuns, { minShare = 0.001 }: MaskBoxOptions = {}): Box[] {
  const segments = columnSegments(mask);
  const rootOf = joinNeighbours(segments);
  const components = new Map<number, { box: Box; area: number }>();
  for (const [index, { column, top, bottom }] of segments.entries()) {
    const root = rootOf(index);
    const known = components.get(root);
    if (known) {
      const [x1, y1, , y2] = known.box;
      known.box = [x1, Math.min(y1, top), column + 1, Math.max(y2, bottom)];
      known.area += bottom - top;
    } else components.set(root, { box: [column, top, column + 1, bottom], area: bottom - top });
  }
  const all = [...components.values()];
  const largest = all.reduce((most, { area }) => Math.max(most, area), 0);
  const least = Math.min(largest, minShare * mask.height * mask.width);
  return all
    .filter(({ area }) => area >= least)
    .map(({ box }) => box)
    .toSorted((a, b) => a[1] - b[1] || a[0] - b[0] || a[3] - b[3] || a[2] - b[2]);
}

/** Foreground, column by column from the left, each from the top. */
function columnSegments({ height, counts }: MaskRuns): Segment[] {
  const segments: Segment[] = [];
  let place = counts[0] ?? 0;
  for (let run = 1; run < counts.length; run += 2) {
    const end = place + (counts[run] ?? 0);
    while (place < end) {
      const column = Math.floor(place / height);
      const top = place - column * height;
      const bottom = Math.min(height, top + end - place);
      const last = segments.at(-1);
      // A background run of length 0 leaves two segments that are one.
      if (last?.column === column && last.bottom === top) last.bottom = bottom;
      else segments.push({ column, top, bottom });
      place = column * height + bottom;
    }
    place = end + (counts[run + 1] ?? 0);
  }
  return segments;
}

/** Joins segments of neighbouring columns that touch, also at corners; gives a function from segment to component. */
function joinNeighbours(segments: readonly Segment[]): (index: number) => number {
  const parents = Int32Array.from(segments.keys());
  const rootOf = (index: number): number => {
    let root = index;
    for (let parent = parents[root] ?? root; parent !== root; parent = parents[root] ?? root) {
      parents[root] = parents[parent] ?? parent;
      root = parent;
    }
    return root;
  };
  let before = 0;
  for (const [index, { column, top, bottom }] of segments.entries()) {
    // Segments further up in the column before can touch no later segment of this column.
    for (;;) {
      const candidate = segments[before];
      if (!candidate || candidate.column >= column) break;
      if (candidate.column === column - 1 && candidate.bottom >= top) break;
      before += 1;
    }
    for (let other = before; ; other += 1) {
      const candidate = segments[other];
      if (!candidate || candidate.column !== column - 1 || candidate.top > bottom) break;
      parents[rootOf(other)] = rootOf(index);
    }
  }
  return rootOf;
}
