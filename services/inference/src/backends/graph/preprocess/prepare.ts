import { ModelFailure } from '../../backend.ts';
import { resizeAsPillow, type Pixels } from '@fakexplain/vlm-onnx/pillow-resize';
import type { GraphSettings, Step } from '../settings.ts';
import { nprResidual } from './npr-residual.ts';
import { planGeometry, type Move, type Placement } from './plan-geometry.ts';

/** An image as the graph takes it. */
export interface Prepared {
  width: number;
  height: number;
  /** 3 × height × width, or height × width × 3, as the layout says. */
  values: Float32Array;
  placement: Placement;
}

/** Most pixels of a tensor: what `resize-shortest` makes of an image far longer than wide can be very large. */
const mostPixels = 2 ** 25;

/**
 * Does the steps of a manifest, in float32 from `rescale` on, as torchvision does them.
 * @param image RGB
 * @throws ModelFailure with the fault `image` where its shape makes a tensor that is empty or too large
 */
export function prepare(
  image: Pixels,
  { input, preprocess }: Pick<GraphSettings, 'input' | 'preprocess'>,
): Prepared {
  const { moves, size, placement } = planGeometry(image, preprocess);
  const { width, height } = size;
  for (const { to } of moves) {
    const pixels = to.width * to.height;
    if (pixels >= 1 && pixels <= mostPixels) continue;
    const from = `${image.width} × ${image.height}`;
    throw new ModelFailure(
      'image',
      `its ${from} pixels become ${to.width} × ${to.height} for the model; between 1 and ${mostPixels} in all are taken`,
    );
  }
  const moved = moves.reduce<Pixels>(
    (made, move) =>
      move.kind === 'resize' ? resizeAsPillow(made, move.to, move.resample) : frame(made, move),
    image,
  );
  const planes = toPlanes(moved);
  for (const step of preprocess) changeValues(planes, step, width);
  return { width, height, values: arrange(planes, input), placement };
}

function frame(from: Pixels, { to, left, top, value }: Extract<Move, { kind: 'frame' }>): Pixels {
  const { channels } = from;
  const data = new Uint8Array(to.width * to.height * channels).fill(value);
  const firstX = Math.max(0, -left);
  const lastX = Math.min(to.width, from.width - left);
  for (let y = Math.max(0, -top); y < Math.min(to.height, from.height - top); y += 1) {
    const row = (y + top) * from.width;
    const part = from.data.subarray((row + firstX + left) * channels, (row + lastX + left) * channels);
    data.set(part, (y * to.width + firstX) * channels);
  }
  return { ...to, channels, data };
}

/** Red, green and blue apart. */
type Planes = [Float32Array, Float32Array, Float32Array];

function toPlanes({ width, height, data }: Pixels): Planes {
  const count = width * height;
  const planes: Planes = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  for (const [channel, plane] of planes.entries()) {
    for (let place = 0, read = channel; place < count; place += 1, read += 3)
      plane[place] = data[read] as number;
  }
  return planes;
}

function changeValues(planes: Planes, step: Step, width: number): void {
  for (const [channel, plane] of planes.entries()) {
    if (step.do === 'rescale') {
      for (let place = 0; place < plane.length; place += 1) plane[place] = (plane[place] as number) / 255;
    } else if (step.do === 'normalise') {
      const mean = Math.fround(step.mean[channel] as number);
      const std = Math.fround(step.std[channel] as number);
      for (let place = 0; place < plane.length; place += 1) {
        plane[place] = Math.fround((plane[place] as number) - mean) / std;
      }
    } else if (step.do === 'residual') nprResidual(plane, width);
  }
}

function arrange([red, green, blue]: Planes, { layout, channels }: GraphSettings['input']): Float32Array {
  const ordered = channels === 'rgb' ? [red, green, blue] : [blue, green, red];
  const values = new Float32Array(3 * red.length);
  for (const [channel, plane] of ordered.entries()) {
    if (layout === 'nchw') values.set(plane, channel * plane.length);
    else
      for (let place = 0; place < plane.length; place += 1)
        values[3 * place + channel] = plane[place] as number;
  }
  return values;
}
