import type { ImageSize } from '@fakexplain/explanation';
import type { Resample } from '@fakexplain/vlm-onnx/pillow-resize';
import type { Step } from '../settings.ts';

/** A step that moves pixels, with the numbers that it has for one size of image. */
export type Move =
  | { kind: 'resize'; to: ImageSize; resample: Resample }
  /** The image's upper left corner comes to (−left, −top) of a canvas; what it does not cover is `value`. */
  | { kind: 'frame'; to: ImageSize; left: number; top: number; value: number };

/** Where the pixels of the original come to: place × scale + offset, in pixels of the input, edges counted from 0. */
export interface Placement {
  x: { scale: number; offset: number };
  y: { scale: number; offset: number };
}

export interface GeometryPlan {
  moves: Move[];
  /** Of the tensor that the graph takes. */
  size: ImageSize;
  placement: Placement;
}

/** What the steps do to an image of one size; steps that change values do nothing to it but `residual`, which evens its sides. */
export function planGeometry(original: ImageSize, steps: readonly Step[]): GeometryPlan {
  const moves: Move[] = [];
  let size: ImageSize = { width: original.width, height: original.height };
  const placement: Placement = { x: { scale: 1, offset: 0 }, y: { scale: 1, offset: 0 } };
  for (const step of steps) {
    const move = moveOf(step, size);
    if (!move) continue;
    moves.push(move);
    const [{ x, y }, from] = [placement, size];
    size = move.to;
    if (move.kind === 'resize') {
      const [scaleX, scaleY] = [size.width / from.width, size.height / from.height];
      placement.x = { scale: x.scale * scaleX, offset: x.offset * scaleX };
      placement.y = { scale: y.scale * scaleY, offset: y.offset * scaleY };
    } else {
      placement.x = { scale: x.scale, offset: x.offset - move.left };
      placement.y = { scale: y.scale, offset: y.offset - move.top };
    }
  }
  return { moves, size, placement };
}

function moveOf(step: Step, { width, height }: ImageSize): Move | null {
  switch (step.do) {
    case 'resize':
      return { kind: 'resize', to: sizeOf(step.size), resample: step.resample };
    case 'resize-shortest': {
      const longer = Math.trunc((step.side * Math.max(width, height)) / Math.min(width, height));
      const to =
        width <= height ? { width: step.side, height: longer } : { width: longer, height: step.side };
      return { kind: 'resize', to, resample: step.resample };
    }
    case 'centre-crop': {
      const to = sizeOf(step.size);
      const [left, top] = [cropFrom(width, to.width), cropFrom(height, to.height)];
      return { kind: 'frame', to, left, top, value: 0 };
    }
    case 'pad': {
      const up = (side: number) => Math.ceil(side / step.multiple) * step.multiple;
      return {
        kind: 'frame',
        to: { width: up(width), height: up(height) },
        left: 0,
        top: 0,
        value: step.value,
      };
    }
    case 'residual': {
      const even = (side: number) => side - (side % 2);
      return { kind: 'frame', to: { width: even(width), height: even(height) }, left: 0, top: 0, value: 0 };
    }
    case 'rescale':
    case 'normalise':
      return null;
  }
}

const sizeOf = ([width, height]: readonly [number, number]): ImageSize => ({ width, height });

/** Where torchvision's `center_crop` begins: halves go to the even number, and padding puts the odd pixel at the end. */
function cropFrom(side: number, wanted: number): number {
  if (side < wanted) return -Math.floor((wanted - side) / 2);
  const middle = (side - wanted) / 2;
  const down = Math.floor(middle);
  return middle - down < 0.5 || (middle - down === 0.5 && down % 2 === 0) ? down : down + 1;
}
