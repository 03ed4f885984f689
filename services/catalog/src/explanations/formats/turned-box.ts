import type { Box, ParseProblem } from '@fakexplain/explanation';

/** The box around the corners of a polygon, x1, y1, x2, y2, … */
export function boundsOfPolygon(corners: readonly number[]): Box {
  const xs = corners.filter((_, index) => index % 2 === 0);
  const ys = corners.filter((_, index) => index % 2 === 1);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export const boxTurned = (degrees: number): ParseProblem => ({
  code: 'box_turned',
  message: `a box turned by ${degrees}° counts as the upright box around it`,
});

/**
 * The smallest upright box around a turned one, in pixels. Tools turn by different points: Label Studio by the upper left
 * corner, CVAT by the centre, also in COCO's form. Turning shares of width and height instead of pixels would shear the box.
 * @param degrees clockwise
 */
export function hullOfTurned(
  [x1, y1, x2, y2]: Box,
  degrees: number,
  [cx, cy]: readonly [number, number],
): Box {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corners = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ].flatMap(([x = 0, y = 0]) => [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos]);
  // Sines of right angles are off by less than this.
  return boundsOfPolygon(corners.map((value) => Number(value.toFixed(9))));
}
