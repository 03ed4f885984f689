import { encodeMask, maskBounds, runsFromPixels, type ImageSize, type Region } from '@fakexplain/explanation';
import { greyPixels } from '../images/grey-pixels.ts';
import { RowRefused } from '../rows/refusal.ts';
import { locateImage } from '../images/locate-image.ts';

/** Above it a pixel of a mask is white: masks out of videos are lossy. */
const threshold = 127;

/**
 * The region that a mask's white pixels mark, without a description; none where it is black.
 * @throws RowRefused where there is no such picture, or it is of another size
 */
export async function readMask(root: string, mask: string, { width, height }: ImageSize): Promise<Region[]> {
  const { file } = await locateImage(root, mask, '');
  const picture = await greyPixels(file, '');
  if (picture.width !== width || picture.height !== height) {
    const sizes = `${picture.width} × ${picture.height} pixels, the picture ${width} × ${height}`;
    throw new RowRefused('', `the mask ${mask} has ${sizes}`);
  }
  const runs = runsFromPixels(picture.pixels, picture, threshold);
  const box = maskBounds(runs);
  return box ? [{ box, description: '', mask: encodeMask(runs) }] : [];
}
