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

/** A piece of a mask that is shown as one region. */
export interface MaskPart {
  /** The smallest box of whole pixels around the component. */
  box: Box;
  mask: MaskRuns;
}

interface Component {
  box: Box;
  area: number;
  segments: Segment[];
}

/**
 * Boxes that stand for a mask where only boxes can be shown. The rule: one box for each connected component (pixels
 * touching at sides or corners belong together), namely the smallest box of whole pixels around it; components below
 * 0.1% of the image's area are left out as speckle, but the largest is always kept; order from top to bottom, then
 * from left to right. Components as scipy.ndimage.label with a full 3 × 3 structure. Linear in runs and columns.
 */
export const boxesOfMask = (mask: MaskRuns, options: MaskBoxOptions = {}): Box[] =>
  shownComponents(componentsOf(mask), mask, options).map(({ box }) => box);

/**
 * A mask in pieces, one for each box of `boxesOfMask` and in the same order. Speckle, which has no box of its own, goes
 * with the largest piece, so that the pieces are disjoint and together the whole mask: no pixel is lost to a score.
 */
export function partsOfMask(mask: MaskRuns, options: MaskBoxOptions = {}): MaskPart[] {
  const components = componentsOf(mask);
  const shown = shownComponents(components, mask, options);
  const kept = new Set(shown);
  const largest = components.reduce<Component | undefined>(
    (most, component) => (most && most.area >= component.area ? most : component),
    undefined,
  );
  const speckle = components.filter((component) => !kept.has(component)).flatMap(({ segments }) => segments);
  return shown.map((component) => ({
    box: component.box,
    mask: runsOfSegments(
      component === largest ? [...component.segments, ...speckle] : component.segments,
      mask,
    ),
  }));
}

function componentsOf(mask: MaskRuns): Component[] {
  const segments = columnSegments(mask);
  const rootOf = joinNeighbours(segments);
  const components = new Map<number, Component>();
  for (const [index, segment] of segments.entries()) {
    const { column, top, bottom } = segment;
    const root = rootOf(index);
    const known = components.get(root);
    if (known) {
      const [x1, y1, , y2] = known.box;
      known.box = [x1, Math.min(y1, top), column + 1, Math.max(y2, bottom)];
      known.area += bottom - top;
      known.segments.push(segment);
    } else {
      components.set(root, {
        box: [column, top, column + 1, bottom],
        area: bottom - top,
        segments: [segment],
      });
    }
  }
  return [...components.values()];
}

function shownComponents(
  components: readonly Component[],
  { height, width }: MaskRuns,
  { minShare = 0.001 }: MaskBoxOptions,
): Component[] {
  const largest = components.reduce((most, { area }) => Math.max(most, area), 0);
  const least = Math.min(largest, minShare * height * width);
  return components
    .filter(({ area }) => area >= least)
    .toSorted(({ box: a }, { box: b }) => a[1] - b[1] || a[0] - b[0] || a[3] - b[3] || a[2] - b[2]);
}

function runsOfSegments(segments: readonly Segment[], { height, width }: MaskRuns): MaskRuns {
  const counts: number[] = [];
  let [began, ended] = [0, 0];
  for (const { column, top, bottom } of segments.toSorted((a, b) => a.column - b.column || a.top - b.top)) {
    const start = column * height + top;
    // A run may go on from the foot of one column at the head of the next.
    if (start !== ended || ended === 0) {
      if (ended > began) counts.push(ended - began);
      counts.push(start - ended);
      began = start;
    }
    ended = column * height + bottom;
  }
  if (ended > began) counts.push(ended - began);
  if (ended < height * width) counts.push(height * width - ended);
  return { height, width, counts: Uint32Array.from(counts) };
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
