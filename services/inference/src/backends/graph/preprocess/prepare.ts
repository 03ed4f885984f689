import type { ImageSize } from '@fakexplain/explanation';
import { ModelFailure } from '../../backend.ts';
import { resizeAsPillow, type Part, type Pixels } from '@fakexplain/vlm-onnx/pillow-resize';
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
  return { width, height, values: toValues(moveAll(image, moves), { input, preprocess }), placement };
}

/** Of a resized image that is cut next, only what is kept is made. */
function moveAll(image: Pixels, [move, next, ...others]: readonly Move[]): Pixels {
  if (!move) return image;
  if (move.kind === 'frame') return moveAll(frame(image, move), next ? [next, ...others] : others);
  if (next?.kind !== 'frame') {
    const resized = resizeAsPillow(image, move.to, move.resample);
    return moveAll(resized, next ? [next, ...others] : others);
  }
  const part = keptPart(move.to, next);
  const kept = resizeAsPillow(image, move.to, move.resample, part);
  return moveAll(frame(kept, { ...next, left: next.left - part.left, top: next.top - part.top }), others);
}

/** What a frame shows of an image, at least a pixel. */
function keptPart(of: ImageSize, { to, left, top }: Frame): Part {
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  return {
    left: x,
    top: y,
    width: Math.min(of.width, left + to.width) - x,
    height: Math.min(of.height, top + to.height) - y,
  };
}

type Frame = Extract<Move, { kind: 'frame' }>;

function frame(from: Pixels, { to, left, top, value }: Frame): Pixels {
  const { channels } = from;
  if (left === 0 && top === 0 && to.width === from.width && to.height === from.height) return from;
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

/** All 256 values that a channel can have. */
const levels = Float32Array.from({ length: 256 }, (_, level) => level);

/**
 * Does the steps that change values. Until a step looks at neighbours, equal values stay equal: those steps are done once
 * for each of the 256.
 */
function toValues(
  { width, height, data }: Pixels,
  { input, preprocess }: Pick<GraphSettings, 'input' | 'preprocess'>,
): Float32Array {
  const first = preprocess.findIndex((step) => step.do === 'residual');
  const ofLevels = first < 0 ? preprocess : preprocess.slice(0, first);
  const tables: Planes = [levels.slice(), levels.slice(), levels.slice()];
  for (const step of ofLevels) changeValues(tables, step, levels.length);
  const count = width * height;
  const values = new Float32Array(3 * count);
  const planeOf = (channel: number) => {
    const place = input.channels === 'rgb' ? channel : 2 - channel;
    return values.subarray(place * count, (place + 1) * count);
  };
  const planes: Planes = [planeOf(0), planeOf(1), planeOf(2)];
  for (const [channel, plane] of planes.entries()) {
    const table = tables[channel] as Float32Array;
    for (let place = 0, read = channel; place < count; place += 1, read += 3)
      plane[place] = table[data[read] as number] as number;
  }
  for (const step of preprocess.slice(ofLevels.length)) changeValues(planes, step, width);
  return input.layout === 'nchw' ? values : interleave(values, count);
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

/** Three planes of `count` values as one list of triples. */
function interleave(planes: Float32Array, count: number): Float32Array {
  const values = new Float32Array(3 * count);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let place = 0; place < count; place += 1)
      values[3 * place + channel] = planes[channel * count + place] as number;
  }
  return values;
}
