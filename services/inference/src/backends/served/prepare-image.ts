import type { SmartResizeSettings } from '@fakexplain/explanation';
import { ImageError } from '@fakexplain/vlm-onnx/decode-rgb';
import { resizeForModel } from '@fakexplain/vlm-onnx/resize-for-model';
import sharp from 'sharp';
import { ModelFailure, type ModelRequest } from '../backend.ts';

type Image = Pick<ModelRequest, 'bytes' | 'mediaType'>;

/**
 * An image as a data URL. Files of a type that the server reads go as they are; others, and those that are turned by
 * EXIF, which servers do not all heed, as PNG of what browsers show. With `resize` all go as PNG of what Qwen's processor
 * with these settings resizes them to, so that the server has nothing to resize.
 *
 * @throws ModelFailure with the fault `image` where it cannot be decoded, or has a shape that the model refuses
 */
export async function prepareUrl(
  { bytes, mediaType }: Image,
  accepted: readonly string[],
  resize: Partial<SmartResizeSettings> | null = null,
): Promise<string> {
  try {
    if (resize) {
      const { data, width, height, channels } = await resizeForModel(bytes, resize);
      const image = sharp(data, { raw: { width, height, channels } });
      return dataUrl('image/png', await image.png().toBuffer());
    }
    const { orientation = 1 } = await sharp(bytes).metadata();
    if (orientation === 1 && accepted.includes(mediaType)) return dataUrl(mediaType, bytes);
    return dataUrl('image/png', await sharp(bytes).rotate().png().toBuffer());
  } catch (error) {
    const reason = error instanceof ImageError ? error.message : 'the image cannot be decoded';
    throw new ModelFailure('image', reason, error);
  }
}

const dataUrl = (mediaType: string, bytes: Uint8Array) =>
  `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
