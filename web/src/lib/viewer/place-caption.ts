import type { Box } from '@fakexplain/explanation';
import type { Stage } from './view.ts';

/** Where a sentence stands on the stage, in CSS pixels: `offset` from its upper or lower `edge`, at most `room` high. */
export interface CaptionPlace {
  left: number;
  width: number;
  edge: 'top' | 'bottom';
  offset: number;
  room: number;
}

const widest = 340;
const margin = 8;
/** Less room than this, and the sentence is laid over the box's own edge of the stage. */
const leastRoom = 64;

/** The place for the sentence of a box: below or above it, wherever there is more room, as near its middle as the stage allows. */
export function placeCaption([x1, y1, x2, y2]: Box, stage: Stage): CaptionPlace {
  const width = Math.max(0, Math.min(widest, stage.width - 2 * margin));
  const middle = (Math.max(0, x1) + Math.min(stage.width, x2)) / 2;
  const left = Math.max(margin, Math.min(middle - width / 2, stage.width - margin - width));
  const above = y1 - 2 * margin;
  const below = stage.height - y2 - 2 * margin;
  if (Math.max(above, below) < leastRoom)
    return { left, width, edge: 'bottom', offset: margin, room: stage.height / 2 };
  return below >= above
    ? {
        left,
        width,
        edge: 'top',
        offset: Math.max(0, y2) + margin,
        room: Math.min(below, stage.height - margin),
      }
    : {
        left,
        width,
        edge: 'bottom',
        offset: stage.height - Math.min(y1, stage.height) + margin,
        room: Math.min(above, stage.height - margin),
      };
}
