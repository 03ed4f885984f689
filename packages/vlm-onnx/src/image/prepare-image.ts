import type { ProcessorConfig } from '../checkpoint/processor-config.ts';
import type { PatchGrid } from '../convert/graph-inputs.ts';
import type { Pixels } from './pillow-resize.ts';
import { resizeForModel } from './resize-for-model.ts';

export interface PreparedImage {
  /** float32 [rows · columns, 3 · temporal · patch²]. */
  patches: Float32Array;
  grid: PatchGrid;
  /** Of the resized image, which boxes count. */
  width: number;
  height: number;
}

/**
 * A file's bytes as Qwen2VLImageProcessor shows them to the model: decoded to RGB, resized and cut into patches.
 *
 * @throws ImageError for bytes that are not an image, and for shapes that the model refuses
 */
export async function prepareImage(bytes: Uint8Array, config: ProcessorConfig): Promise<PreparedImage> {
  const { patchSize, mergeSize, minPixels, maxPixels } = config;
  const image = await resizeForModel(bytes, { factor: patchSize * mergeSize, minPixels, maxPixels });
  const { width, height } = image;
  return {
    patches: flattenPatches(image, config),
    grid: { rows: height / patchSize, columns: width / patchSize },
    width,
    height,
  };
}

/**
 * What the vision graph takes: float32 [patches, 3 · temporal · patch²]. The patches of a merged cell stand together, cells
 * in reading order; within a patch come channel, time, row, column. A still image is the same at every time.
 * Equal bit for bit to Qwen2VLImageProcessor of transformers 4.57.3 (the slow one) after its resize: rescaling in float64,
 * normalising in float32.
 *
 * @param image of three channels, both sides multiples of patch · merge
 */
function flattenPatches({ data, width, height }: Pixels, config: ProcessorConfig): Float32Array {
  const { patchSize: patch, mergeSize: merge, temporalPatchSize: times } = config;
  const cell = patch * merge;
  const levels = channelLevels(config);
  const flat = new Float32Array(width * height * 3 * times);
  let at = 0;
  for (let cellTop = 0; cellTop < height; cellTop += cell)
    for (let cellLeft = 0; cellLeft < width; cellLeft += cell)
      for (let top = cellTop; top < cellTop + cell; top += patch)
        for (let left = cellLeft; left < cellLeft + cell; left += patch)
          for (const [channel, level] of levels.entries()) {
            const start = at;
            for (let y = top; y < top + patch; y += 1)
              for (let x = left; x < left + patch; x += 1)
                flat[at++] = level[data[(y * width + x) * 3 + channel] ?? 0] ?? 0;
            const size = at - start;
            for (let time = 1; time < times; time += 1, at += size) flat.copyWithin(at, start, start + size);
          }
  return flat;
}

/** For each channel the normalised value of each of the 256 levels. */
function channelLevels({ rescaleFactor, mean, std }: ProcessorConfig): Float32Array[] {
  return mean.map((average, channel) => {
    const spread = Math.fround(std[channel] ?? 1);
    return Float32Array.from(
      { length: 256 },
      (_, value) => Math.fround(Math.fround(value * rescaleFactor) - Math.fround(average)) / spread,
    );
  });
}
