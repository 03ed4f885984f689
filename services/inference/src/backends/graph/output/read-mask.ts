import { runsFromPixels, type ImageSize, type MaskRuns } from '@fakexplain/explanation';
import type { Placement } from '../preprocess/plan-geometry.ts';
import type { MaskOutput } from '../settings.ts';

/** What the graph gave for one image: a plane of height × width values for each class. */
export interface Grid extends ImageSize {
  classes: number;
  values: Float32Array;
}

/** Where the pixels of a side are read in the grid; `near` is −1 outside it. */
interface Readings {
  near: Int32Array;
  far: Int32Array;
  /** How much of `far`; the rest is of `near`. */
  share: Float64Array;
}

/**
 * The mask of an image, in its own pixels, as `output.mask` of a manifest says. For numbers of classes, which are no scale,
 * the grid holds 1 where the number is the wanted one and 0 elsewhere.
 * @param input size of the tensor that the graph took, over all of which the grid lies
 */
export function readMask(
  grid: Grid,
  settings: Omit<MaskOutput, 'name'>,
  { original, input, placement }: { original: ImageSize; input: ImageSize; placement: Placement },
): MaskRuns {
  const columns = readings(
    original.width,
    placement.x,
    grid.width / input.width,
    grid.width,
    settings.resample,
  );
  const rows = readings(
    original.height,
    placement.y,
    grid.height / input.height,
    grid.height,
    settings.resample,
  );
  const belongs = decision(settings, grid.classes);
  const pixels = new Uint8Array(original.width * original.height);
  const plane = grid.width * grid.height;
  const values = new Float64Array(grid.classes);
  for (let y = 0; y < original.height; y += 1) {
    if ((rows.near[y] as number) < 0) continue;
    const near = (rows.near[y] as number) * grid.width;
    const far = (rows.far[y] as number) * grid.width;
    const down = rows.share[y] as number;
    for (let x = 0; x < original.width; x += 1) {
      const left = columns.near[x] as number;
      if (left < 0) continue;
      const right = columns.far[x] as number;
      const across = columns.share[x] as number;
      for (let index = 0; index < grid.classes; index += 1) {
        const at = index * plane;
        const above = mix(
          grid.values[at + near + left] as number,
          grid.values[at + near + right] as number,
          across,
        );
        const below = mix(
          grid.values[at + far + left] as number,
          grid.values[at + far + right] as number,
          across,
        );
        values[index] = mix(above, below, down);
      }
      if (belongs(values)) pixels[y * original.width + x] = 1;
    }
  }
  return runsFromPixels(pixels, original);
}

const mix = (from: number, to: number, share: number): number => from * (1 - share) + to * share;

function readings(
  side: number,
  { scale, offset }: { scale: number; offset: number },
  cells: number,
  size: number,
  resample: MaskOutput['resample'],
): Readings {
  const near = new Int32Array(side);
  const far = new Int32Array(side);
  const share = new Float64Array(side);
  for (let place = 0; place < side; place += 1) {
    const at = ((place + 0.5) * scale + offset) * cells;
    if (at < 0 || at >= size) {
      near[place] = -1;
      continue;
    }
    const middle = Math.max(0, at - 0.5);
    const first = Math.floor(resample === 'nearest' ? at : middle);
    near[place] = first;
    far[place] = Math.min(size - 1, first + 1);
    share[place] = resample === 'nearest' ? 0 : middle - first;
  }
  return { near, far, share };
}

/** Whether a pixel with these values belongs to the mask; compared as logits where they are such, to spare exponentials. */
function decision(
  { as, index, threshold }: Omit<MaskOutput, 'name'>,
  classes: number,
): (values: Float64Array) => boolean {
  const logit = Math.log(threshold / (1 - threshold));
  if (as === 'sigmoid') return (values) => (values[index] as number) >= logit;
  if (as !== 'softmax') {
    const plane = as === 'classes' ? 0 : index;
    return (values) => (values[plane] as number) >= threshold;
  }
  return (values) => {
    const own = values[index] as number;
    let others = 0;
    for (let other = 0; other < classes; other += 1)
      if (other !== index) others += Math.exp((values[other] as number) - own);
    return -Math.log(others) >= logit;
  };
}
