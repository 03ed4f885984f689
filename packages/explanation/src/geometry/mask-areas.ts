import type { Box } from '../types.ts';
import { MaskError, type MaskRuns } from './mask-runs.ts';
import type { UnionAreas } from './union.ts';

/** Number of foreground pixels. */
export function maskArea({ counts }: MaskRuns): number {
  let area = 0;
  for (let run = 1; run < counts.length; run += 2) area += counts[run] ?? 0;
  return area;
}

/** @throws MaskError where two masks are not of one size: they cannot be of one image */
export function checkSameSize(a: MaskRuns, b: MaskRuns): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new MaskError(
      `masks of ${a.width} × ${a.height} and ${b.width} × ${b.height} pixels cannot be of the same image`,
    );
  }
}

/**
 * Areas in pixels of what two masks cover in common and together, run by run, without decoding to pixels.
 * pycocotools `rleMerge` and `rleIou` stop early where both masks hold a run of length 0 at one place; this does not.
 *
 * @throws MaskError where the sizes differ (pycocotools gives −1)
 */
export function maskAreas(a: MaskRuns, b: MaskRuns): UnionAreas {
  checkSameSize(a, b);
  const [runsA, runsB] = [a.counts, b.counts];
  let [indexA, indexB] = [1, 1];
  let startA = runsA[0] ?? 0;
  let startB = runsB[0] ?? 0;
  let endA = startA + (runsA[1] ?? 0);
  let endB = startB + (runsB[1] ?? 0);
  let intersection = 0;
  while (indexA < runsA.length && indexB < runsB.length) {
    intersection += Math.max(0, Math.min(endA, endB) - Math.max(startA, startB));
    if (endA <= endB) {
      indexA += 2;
      if (indexA >= runsA.length) break;
      startA = endA + (runsA[indexA - 1] ?? 0);
      endA = startA + (runsA[indexA] ?? 0);
    } else {
      indexB += 2;
      if (indexB >= runsB.length) break;
      startB = endB + (runsB[indexB - 1] ?? 0);
      endB = startB + (runsB[indexB] ?? 0);
    }
  }
  return { intersection, union: maskArea(a) + maskArea(b) - intersection };
}

/**
 * Intersection over union of two masks, 0–1; `null` where both are empty (pycocotools `iou` gives 0, others 1 or NaN:
 * what it means is for the caller to say).
 */
export function maskIou(a: MaskRuns, b: MaskRuns): number | null {
  const { intersection, union } = maskAreas(a, b);
  return union > 0 ? intersection / union : null;
}

/** The smallest box of whole pixels that holds the foreground; `null` without any. As pycocotools `toBbox`, as corners. */
export function maskBounds({ height, width, counts }: MaskRuns): Box | null {
  let [left, top, right, bottom] = [width, height, 0, 0];
  let place = counts[0] ?? 0;
  for (let run = 1; run < counts.length; run += 2) {
    const end = place + (counts[run] ?? 0);
    if (end > place) {
      const firstColumn = Math.floor(place / height);
      const lastColumn = Math.floor((end - 1) / height);
      const within = firstColumn === lastColumn;
      left = Math.min(left, firstColumn);
      right = Math.max(right, lastColumn + 1);
      top = Math.min(top, within ? place - firstColumn * height : 0);
      bottom = Math.max(bottom, within ? end - firstColumn * height : height);
    }
    place = end + (counts[run + 1] ?? 0);
  }
  return right > 0 ? [left, top, right, bottom] : null;
}
