import sharp from 'sharp';
import { ModelFailure, type ModelRequest } from '../backend.ts';

type Image = Pick<ModelRequest, 'bytes' | 'mediaType'>;

/**
 * An image as a data URL. Files of a type that the server reads go as they are; others, and those that are turned by
 * EXIF, which servers do not all heed, as PNG of what browsers show.
 * @throws ModelFailure with the fault `image` where it cannot be decoded
 */
export async function prepareUrl({ bytes, mediaType }: Image, accepted: readonly string[]): Promise<string> {
  try {
    const { orientation = 1 } = await sharp(bytes).metadata();
    if (orientation === 1 && accepted.includes(mediaType)) return dataUrl(mediaType, bytes);
    return dataUrl('image/png', await sharp(bytes).rotate().png().toBuffer());
  } catch (error) {
    throw new ModelFailure('image', 'the image cannot be decoded', error);
  }
}

const dataUrl = (mediaType: string, bytes: Uint8Array) =>
  `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
