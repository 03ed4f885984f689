import type { Box } from '@fakexplain/explanation';
import type { Point, Stage } from './view.ts';

/** A box on the stage with the size of its label, in CSS pixels. */
export interface Labelled {
  box: Box;
  width: number;
  height: number;
  /** Where the label goes if it can: at the box's left or right end. */
  end: 'left' | 'right';
}

/**
 * Upper left corners for the labels of boxes, in their order; null for a box that the stage does not show. A label
 * touches the visible part of its box, lies on the stage, and avoids earlier labels as far as there is room: at a corner
 * of its box if it can, else anywhere along its upper and lower edge, else along its sides.
 */
export function placeLabels(items: Labelled[], stage: Stage): (Point | null)[] {
  const taken: Box[] = [];
  return items.map((item) => {
    const [x1, y1, x2, y2] = item.box;
    const left = Math.max(0, x1);
    const top = Math.max(0, y1);
    const right = Math.min(stage.width, x2);
    const bottom = Math.min(stage.height, y2);
    if (left >= right || top >= bottom) return null;

    const atLeft = left;
    const atRight = right - item.width;
    const columns = item.end === 'left' ? [atLeft, atRight] : [atRight, atLeft];
    const rows = [top - item.height, top, bottom, bottom - item.height];
    const along = steps(left, right, item.width);
    const beside = steps(top, bottom, item.height);
    const outside = [left - item.width, right];
    const places = [
      ...rows.flatMap((y) => columns.map((x) => ({ x, y }))),
      ...rows.flatMap((y) => along.map((x) => ({ x, y }))),
      ...beside.flatMap((y) => [...columns, ...outside].map((x) => ({ x, y }))),
    ].map((place) => onStage(place, item, stage));
    const costs = places.map((place) => overlap(place, item, taken));
    const best = places[costs.indexOf(Math.min(...costs))] ?? { x: left, y: top };
    taken.push([best.x, best.y, best.x + item.width, best.y + item.height]);
    return best;
  });
}

/** Places from `start` up to `end`, a label's size apart; a label that has no size yet needs one. */
const steps = (start: number, end: number, size: number): number[] =>
  size > 0 ? Array.from({ length: Math.ceil((end - start) / size) }, (_, index) => start + index * size) : [];

const onStage = ({ x, y }: Point, { width, height }: Labelled, stage: Stage): Point => ({
  x: Math.max(0, Math.min(x, stage.width - width)),
  y: Math.max(0, Math.min(y, stage.height - height)),
});

function overlap({ x, y }: Point, { width, height }: Labelled, taken: Box[]): number {
  let area = 0;
  for (const [x1, y1, x2, y2] of taken) {
    const across = Math.min(x2, x + width) - Math.max(x1, x);
    const down = Math.min(y2, y + height) - Math.max(y1, y);
    if (across > 0 && down > 0) area += across * down;
  }
  return area;
}
