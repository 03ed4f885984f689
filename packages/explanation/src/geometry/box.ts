import type { Box, ImageSize } from '../types.ts';

/** Area in square pixels; 0 for a box whose sides are out of order. */
export function boxArea([x1, y1, x2, y2]: Box): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}

/**
 * Intersection over union of two boxes, 0–1; `null` where neither has an area, since the ratio is then
 * undefined. Sides of the overlap are clamped at 0, so disjoint boxes give 0.
 */
export function boxIou(a: Box, b: Box): number | null {
  const shared = boxArea([
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ]);
  const covered = boxArea(a) + boxArea(b) - shared;
  return covered > 0 ? shared / covered : null;
}

/** The part of a box inside the image; `null` where nothing of it is. */
export function clipBox([x1, y1, x2, y2]: Box, { width, height }: ImageSize): Box | null {
  const clipped: Box = [Math.max(0, x1), Math.max(0, y1), Math.min(width, x2), Math.min(height, y2)];
  return clipped[0] < clipped[2] && clipped[1] < clipped[3] ? clipped : null;
}
