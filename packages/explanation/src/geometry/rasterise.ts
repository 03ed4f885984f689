import type { Box, ImageSize } from '../types.ts';
import { MaskError, type MaskRuns } from './mask-runs.ts';
import { uniteMasks } from './merge-masks.ts';

/** COCO walks along an outline in fifths of a pixel. */
const scale = 5;
const farthest = 1_000_000;

/**
 * The mask of one closed polygon by COCO's rule, exactly as pycocotools `rleFrPoly`: corners are rounded to fifths of a
 * pixel, and a column's boundary lies where the outline crosses its centre. What lies outside the image is cut off;
 * where the outline crosses itself, the even–odd rule holds. Other libraries (cv2.fillPoly, Pillow) cover other pixels.
 *
 * @param corners x1, y1, x2, y2, … in pixels, at least three corners
 * @throws MaskError for fewer, for an odd number of coordinates, or one that is not finite or absurdly far away
 */
export function runsFromPolygon(corners: readonly number[], { width, height }: ImageSize): MaskRuns {
  if (corners.length < 6 || corners.length % 2 === 1) {
    throw new MaskError(
      `a polygon is x1, y1, x2, y2, … of at least 3 corners, not ${corners.length} numbers`,
    );
  }
  const odd = corners.find((value) => !(Math.abs(value) <= farthest));
  if (odd !== undefined) throw new MaskError(`${odd} is not a coordinate of a polygon in an image`);

  const fifths = corners.map((value) => Math.trunc(scale * value + 0.5));
  const boundaries: number[] = [];
  let [lastX, lastY] = [NaN, NaN];
  const visit = (x: number, y: number) => {
    if (x !== lastX && !Number.isNaN(lastX)) {
      const column = ((x < lastX ? x : x - 1) + 0.5) / scale - 0.5;
      if (Number.isInteger(column) && column >= 0 && column < width) {
        const row = (Math.min(y, lastY) + 0.5) / scale - 0.5;
        boundaries.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
      }
    }
    [lastX, lastY] = [x, y];
  };
  for (let corner = 0; corner < fifths.length; corner += 2) {
    const next = (corner + 2) % fifths.length;
    walk(fifths[corner] ?? 0, fifths[corner + 1] ?? 0, fifths[next] ?? 0, fifths[next + 1] ?? 0, visit);
  }
  return runsBetween(boundaries, height, width);
}

/** Visits the points of a line at every step of its longer side. Rounding starts from the lesser end, as COCO's does. */
function walk(
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  visit: (x: number, y: number) => void,
): void {
  const [across, down] = [Math.abs(toX - fromX), Math.abs(toY - fromY)];
  const flat = across >= down;
  const backwards = flat ? fromX > toX : fromY > toY;
  const [x, y] = backwards ? [toX, toY] : [fromX, fromY];
  const [endX, endY] = backwards ? [fromX, fromY] : [toX, toY];
  const steps = flat ? across : down;
  const slope = steps === 0 ? 0 : (flat ? endY - y : endX - x) / steps;
  for (let step = 0; step <= steps; step += 1) {
    const along = backwards ? steps - step : step;
    if (flat) visit(x + along, Math.trunc(y + slope * along + 0.5));
    else visit(Math.trunc(x + slope * along + 0.5), y + along);
  }
}

/** Runs that change at each boundary; two boundaries at one place undo each other. */
function runsBetween(boundaries: readonly number[], height: number, width: number): MaskRuns {
  const places = Float64Array.from(boundaries).toSorted();
  const counts: number[] = [];
  let began = 0;
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] ?? 0;
    if (place === places[index + 1]) index += 1;
    else if (place < height * width) {
      counts.push(place - began);
      began = place;
    }
  }
  counts.push(height * width - began);
  return { height, width, counts: Uint32Array.from(counts) };
}

/** The mask of an object drawn as several polygons: what at least one of them covers. As pycocotools `frPyObjects` and `merge`. */
export const runsFromPolygons = (polygons: readonly (readonly number[])[], size: ImageSize): MaskRuns =>
  uniteMasks(polygons.map((corners) => runsFromPolygon(corners, size))) ?? emptyRuns(size);

/** The mask of a box by COCO's rule, as pycocotools `rleFrBbox`; parts outside the image are cut off. */
export function runsFromBox([x1, y1, x2, y2]: Box, size: ImageSize): MaskRuns {
  // pycocotools is given x, y, width, height: the far corner is their sum, to the last bit.
  const [right, bottom] = [x1 + (x2 - x1), y1 + (y2 - y1)];
  return runsFromPolygon([x1, y1, x1, bottom, right, bottom, right, y1], size);
}

/** A mask without foreground. */
export const emptyRuns = ({ width, height }: ImageSize): MaskRuns => ({
  height,
  width,
  counts: Uint32Array.of(height * width),
});
