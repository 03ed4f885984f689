import { readFile, stat } from 'node:fs/promises';
import type { ImageSize } from '@fakexplain/explanation';
import sharp from 'sharp';
import { RowRefused } from '../rows/refusal.ts';
import { imageLimits } from './inspect-image.ts';

export interface GreyPicture extends ImageSize {
  /** Row by row, 0–255. */
  pixels: Uint8Array;
}

/**
 * Reads the picture of a mask in grey, of colours their luma, within the limits of images.
 * @param field names the file in refusals
 * @throws RowRefused where the file is too large, damaged or no picture
 */
export async function greyPixels(file: string, field: string): Promise<GreyPicture> {
  const { size } = await stat(file);
  if (size > imageLimits.bytes) {
    throw new RowRefused(field, `the mask is ${size} bytes large; at most ${imageLimits.bytes} are read`);
  }
  const options = { failOn: 'error', limitInputPixels: imageLimits.pixels } as const;
  try {
    const picture = sharp(await readFile(file), options)
      .autoOrient()
      .removeAlpha()
      .toColourspace('b-w');
    const { data, info } = await picture.extractChannel(0).raw().toBuffer({ resolveWithObject: true });
    return { pixels: data, width: info.width, height: info.height };
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
    throw new RowRefused(field, `the mask cannot be read as a picture (${said})`);
  }
}
