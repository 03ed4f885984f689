import type { ImageSize } from '../types.ts';

/** Longest edge, in pixels, of the first look at a picture. */
export const lookEdge = 640;
/** Edge of a picture's tiles in pixels; those at the right and lower edge may be smaller. */
export const tileEdge = 512;
/** Raised when pictures are cut or coloured otherwise, so that those of earlier versions are made again. */
export const pictureVersion = 2;

/**
 * One level of a picture's pyramid. Level 0 has the image's own pixels, each further one half the width and height,
 * rounded up.
 */
export interface PictureLevel extends ImageSize {
  columns: number;
  rows: number;
}

/** The levels of an image, largest first: its own pixels, and every level that has more pixels than the first look. */
export function pictureLevels(image: ImageSize): PictureLevel[] {
  const levels: PictureLevel[] = [];
  let { width, height } = image;
  do {
    levels.push({ width, height, columns: Math.ceil(width / tileEdge), rows: Math.ceil(height / tileEdge) });
    [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  } while (Math.max(width, height) > lookEdge);
  return levels;
}
