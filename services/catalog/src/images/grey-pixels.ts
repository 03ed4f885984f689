import { readFile, stat } from 'node:fs/promises';
import type { ImageSize } from '@fakexplain/explanation';
import sharp from 'sharp';
import { RowRefused } from '../rows/refusal.ts';
import { imageLimits } from './admit-image.ts';

export interface GreyImage extends ImageSize {
  /** Row by row, 0–255. */
  pixels: Uint8Array;
}

/**
 * Reads a mask in grey, of colours their luma, within the limits of images.
 * @param field names the file in refusals
 * @throws RowRefused where the file is too large, damaged or not an image
 */
export async function greyPixels(file: string, field: string): Promise<GreyImage> {
  const { size } = await stat(file);
  if (size > imageLimits.bytes) {
    throw new RowRefused(field, `the mask is ${size} bytes large; at most ${imageLimits.bytes} are read`);
  }
  const options = { failOn: 'error', limitInputPixels: imageLimits.pixels } as const;
  try {
    const image = sharp(await readFile(file), options)
      .autoOrient()
      .removeAlpha()
      .toColourspace('b-w');
    const { data, info } = await image.extractChannel(0).raw().toBuffer({ resolveWithObject: true });
    return { pixels: data, width: info.width, height: info.height };
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
    throw new RowRefused(field, `the mask cannot be read as an image (${said})`);
  }
}
