import { checkSameSize } from './mask-areas.ts';
import type { MaskRuns } from './mask-runs.ts';

/** Foreground where at least `depth` of the two masks have it: 1 for the union, 2 for what they share. */
function merge(a: MaskRuns, b: MaskRuns, depth: 1 | 2): MaskRuns {
  checkSameSize(a, b);
  const merged = new Uint32Array(a.counts.length + b.counts.length + 1);
  const pixels = a.height * a.width;
  let runs = 0;
  let began = 0;
  let [indexA, indexB] = [0, 0];
  let endA = a.counts[0] ?? 0;
  let endB = b.counts[0] ?? 0;
  let place = 0;
  while (place < pixels) {
    const next = Math.min(endA, endB);
    const foreground = (indexA & 1) + (indexB & 1) >= depth;
    if (next > place && foreground !== ((runs & 1) === 1)) {
      merged[runs] = place - began;
      runs += 1;
      began = place;
    }
    place = next;
    if (endA === next && place < pixels) {
      indexA += 1;
      endA += a.counts[indexA] ?? 0;
    }
    if (endB === next && place < pixels) {
      indexB += 1;
      endB += b.counts[indexB] ?? 0;
    }
  }
  merged[runs] = pixels - began;
  return { height: a.height, width: a.width, counts: merged.subarray(0, runs + 1) };
}

/** What two masks share, run by run. As pycocotools `merge(…, intersect=True)`. */
export const intersectMasks = (a: MaskRuns, b: MaskRuns): MaskRuns => merge(a, b, 2);

/** What at least one of the masks covers, run by run; `null` for no masks. As pycocotools `merge`. */
export function uniteMasks(masks: readonly MaskRuns[]): MaskRuns | null {
  const [first, ...others] = masks;
  return first ? others.reduce((united, mask) => merge(united, mask, 1), first) : null;
}
