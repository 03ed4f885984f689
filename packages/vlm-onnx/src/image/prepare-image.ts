import { smartResize } from '@fakexplain/explanation';
import { decodeRgb } from './decode-rgb.ts';
import { resizeAsPillow } from './pillow-resize.ts';
import { ModelFailure } from '../../../../services/inference/src/backends/backend.ts';
import type { ProcessorConfig } from '../checkpoint/processor-config.ts';
import { messageOf } from '../checkpoint/read-json.ts';
import type { PatchGrid } from '../convert/graph-inputs.ts';
import { flattenPatches } from './flatten-patches.ts';

export interface PreparedPicture {
  /** float32 [rows · columns, 3 · temporal · patch²]. */
  patches: Float32Array;
  grid: PatchGrid;
  /** Of the resized picture, which boxes count. */
  width: number;
  height: number;
}

/**
 * A file's bytes as Qwen2VLImageProcessor shows them to the model: decoded to RGB, resized and cut into patches.
 *
 * @throws ModelFailure with the fault `image` for bytes that are no picture, and for shapes that the model refuses
 */
export async function preparePicture(bytes: Uint8Array, config: ProcessorConfig): Promise<PreparedPicture> {
  const picture = await decodeRgb(bytes);
  const { patchSize, mergeSize, minPixels, maxPixels } = config;
  let size: { width: number; height: number };
  try {
    size = smartResize(picture, { factor: patchSize * mergeSize, minPixels, maxPixels });
  } catch (error) {
    throw new ModelFailure('image', messageOf(error), error);
  }
  return {
    patches: flattenPatches(resizeAsPillow(picture, size, 'bicubic'), config),
    grid: { rows: size.height / patchSize, columns: size.width / patchSize },
    ...size,
  };
}
