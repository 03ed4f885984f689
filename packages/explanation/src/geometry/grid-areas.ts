import type { Box } from '../types.ts';
import type { UnionAreas } from './union.ts';

/**
 * Areas of overlap and union of two sets of boxes that all have an area: their sides cut the plane into a grid, and each
 * cell is covered wholly or not at all. Cubic in the number of boxes, and the fastest way for few.
 */
export function gridAreas(boxesA: readonly Box[], boxesB: readonly Box[]): UnionAreas {
  const boxes = [...boxesA, ...boxesB];
  const columns = cutsOf(boxes, 0);
  const rows = cutsOf(boxes, 1);
  const covered = new Uint8Array(columns.length * rows.length);
  for (let index = 0; index < boxes.length; index += 1) {
    const [x1, y1, x2, y2] = boxes[index] ?? [0, 0, 0, 0];
    const side = index < boxesA.length ? 1 : 2;
    const top = rows.indexOf(y1);
    for (let column = columns.indexOf(x1); (columns[column] ?? x2) < x2; column += 1) {
      for (let row = top; (rows[row] ?? y2) < y2; row += 1) {
        const cell = column * rows.length + row;
        covered[cell] = (covered[cell] ?? 0) | side;
      }
    }
  }

  let intersection = 0;
  let union = 0;
  for (let column = 0; column + 1 < columns.length; column += 1) {
    let both = 0;
    let either = 0;
    for (let row = 0; row + 1 < rows.length; row += 1) {
      const sides = covered[column * rows.length + row] ?? 0;
      if (sides === 0) continue;
      const height = (rows[row + 1] ?? 0) - (rows[row] ?? 0);
      either += height;
      if (sides === 3) both += height;
    }
    const width = (columns[column + 1] ?? 0) - (columns[column] ?? 0);
    intersection += width * both;
    union += width * either;
  }
  return { intersection, union };
}

/** Left and right sides (axis 0) or upper and lower ones (axis 1), rising. A side that two boxes share stands twice: the cells between are empty. */
function cutsOf(boxes: readonly Box[], axis: 0 | 1): Float64Array {
  const cuts = new Float64Array(2 * boxes.length);
  for (let index = 0; index < boxes.length; index += 1) {
    const box = boxes[index];
    cuts[2 * index] = box?.[axis] ?? 0;
    cuts[2 * index + 1] = box?.[axis === 0 ? 2 : 3] ?? 0;
  }
  return cuts.toSorted();
}
