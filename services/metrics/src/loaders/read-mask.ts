import { encodeMask, maskBounds, runsFromPixels, type ImageSize, type Region } from '@fakexplain/explanation';
import sharp from 'sharp';
import { RowRefused } from '../imports/refusal.ts';
import { locateImage } from '../images/locate-image.ts';

/** Above it a pixel of a mask is white: masks out of videos are lossy. */
const threshold = 127;

/**
 * The region that a mask's white pixels mark, without a description; none where it is black.
 * @throws RowRefused where there is no such picture, or it is of another size
 */
export async function readMask(root: string, mask: string, { width, height }: ImageSize): Promise<Region[]> {
  const { file } = await locateImage(root, mask, '');
  const { data, info } = await sharp(file, { failOn: 'error' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw new RowRefused('', `the mask ${mask} is damaged`);
    });
  if (info.width !== width || info.height !== height) {
    const sizes = `${info.width} × ${info.height} pixels, the picture ${width} × ${height}`;
    throw new RowRefused('', `the mask ${mask} has ${sizes}`);
  }
  const values = info.channels === 1 ? data : data.filter((_, index) => index % info.channels === 0);
  const runs = runsFromPixels(values, info, threshold);
  const box = maskBounds(runs);
  return box ? [{ box, description: '', mask: encodeMask(runs) }] : [];
}
