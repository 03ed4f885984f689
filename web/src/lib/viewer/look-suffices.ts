import type { ImageSize } from '@fakexplain/explanation';
import { fitImage, type Stage, type View } from './view.ts';

/** Of more pixels than this for each CSS pixel, nobody sees the difference; phones have three. */
export const mostDensity = 2;

/** The first look is drawn up to this much larger than it is: so a phone, held either way, has no more to fetch. */
const tolerance = 1.2;

/**
 * Whether the first look, which may be lossy, is all that is to be fetched: on a small screen, until the image is magnified
 * or larger than it is.
 * @param lookWidth width of the first look in pixels
 * @param density pixels of the screen per CSS pixel
 */
export function lookSuffices(
  image: ImageSize,
  view: View,
  stage: Stage,
  lookWidth: number,
  density: number,
): boolean {
  const { scale } = fitImage(image, stage);
  if (view.zoom > 1 || scale > 1) return false;
  const hasAll = lookWidth === image.width;
  return hasAll || scale * Math.min(density, mostDensity) * image.width <= lookWidth * tolerance;
}
