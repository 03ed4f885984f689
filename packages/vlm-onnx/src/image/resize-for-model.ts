import { smartResize, type ImageSize, type SmartResizeSettings } from '@fakexplain/explanation';
import { messageOf } from '../checkpoint/read-json.ts';
import { decodeRgb, ImageError } from './decode-rgb.ts';
import { resizeAsPillow, type Pixels } from './pillow-resize.ts';

/**
 * A file's bytes as Qwen2VLImageProcessor resizes them: RGB, in the size of `smartResize`, by Pillow's bicubic filter.
 *
 * @param settings Qwen's own where not given
 * @throws ImageError for bytes that are not an image, and for shapes that the model refuses
 */
export async function resizeForModel(
  bytes: Uint8Array,
  settings: Partial<SmartResizeSettings>,
): Promise<Pixels> {
  const image = await decodeRgb(bytes);
  let size: ImageSize;
  try {
    size = smartResize(image, settings);
  } catch (error) {
    throw new ImageError(messageOf(error), { cause: error });
  }
  return resizeAsPillow(image, size, 'bicubic');
}
