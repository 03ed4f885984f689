import { inspectPicture, PictureRefused, type PictureFacts } from '@fakexplain/service-kit/pictures';
import { RowRefused } from '../rows/refusal.ts';
import { perceptualHash } from './perceptual-hash.ts';

/** Largest file, in bytes, and largest picture, in pixels, that is decoded. */
export const imageLimits = { bytes: 64 * 2 ** 20, pixels: 100_000_000 };

export interface ImageFacts extends PictureFacts {
  /** See `perceptualHash`. */
  perceptualHash: string;
}

/**
 * Decodes an image wholly and says what it is, by its content alone.
 * @throws RowRefused where it is no image that browsers show, animated, too large, damaged or cut short
 */
export async function inspectImage(bytes: Uint8Array, field: string): Promise<ImageFacts> {
  try {
    // Hashing reads every pixel in passing.
    const { decoded, ...facts } = await inspectPicture(bytes, imageLimits.pixels, perceptualHash);
    return { ...facts, perceptualHash: decoded };
  } catch (error) {
    throw error instanceof PictureRefused ? new RowRefused(field, error.message) : error;
  }
}
