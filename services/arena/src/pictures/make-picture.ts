import { lookEdge, pictureLevels, tileEdge, type PictureLevel } from '@fakexplain/explanation/picture-levels';
import { ground, ImageRefused } from '@fakexplain/service-kit/images';
import sharp, { type Sharp } from 'sharp';

// Each image is decoded once, in a thread of its own: there is nothing to keep, and others need the processor too.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Of lossless formats at a speed at which a study can be opened: over 17 photographs and generated images of 0.04 to 1.2
 * megapixels this takes 3.7 MB in 0.9 s, PNG (compression 6, adaptive filters) 4.6 MB in 0.5 s, WebP of effort 2 3.3 MB in 2.2 s.
 */
const exact = { lossless: true, effort: 0 } as const;
/**
 * For the first look at what is reduced, which has no pixel of the image any more: no value is off by more than 4 of 255,
 * few by more than 2, and it takes three quarters of the bytes.
 */
const nearlyExact = { nearLossless: true, quality: 60, effort: 1 } as const;

/** What raters are shown of an image: WebP without metadata, in sRGB, upright, without transparency. */
export interface Picture {
  /** All of it, its longest edge at most `lookEdge` pixels; the image's own pixels where they are no more. */
  look: Uint8Array;
  /** Tiles of each level (`pictureLevels`), by row and column; those of level 0 are the image's own pixels. */
  levels: Uint8Array[][][];
}

/** Names the programs that pictures are encoded by: others may give other bytes for the same pixels. */
export const pictureEncoder = `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}, libwebp ${sharp.versions.webp ?? '?'}`;

interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * Makes the picture of an image. All images give the same format, whatever theirs was.
 * @throws ImageRefused where the image cannot be decoded
 */
export async function makePicture(bytes: Uint8Array): Promise<Picture> {
  const image = await decode(bytes);
  const levels: Uint8Array[][][] = [];
  let above = image;
  for (const level of pictureLevels(image)) {
    if (levels.length > 0) above = await raw(from(above).resize(level.width, level.height, { fit: 'fill' }));
    levels.push(await cut(above, level));
  }
  const look =
    levels.length === 0
      ? from(image).webp(exact)
      : from(image).resize(lookEdge, lookEdge, { fit: 'inside' }).webp(nearlyExact);
  return { look: await look.toBuffer(), levels };
}

/** The tiles of a level, by row and column. */
async function cut(pixels: Pixels, { rows, columns }: PictureLevel): Promise<Uint8Array[][]> {
  const tiles: Uint8Array[][] = [];
  for (let row = 0; row < rows; row++) {
    const across: Uint8Array[] = [];
    for (let column = 0; column < columns; column++) {
      const [left, top] = [column * tileEdge, row * tileEdge];
      const width = Math.min(tileEdge, pixels.width - left);
      const height = Math.min(tileEdge, pixels.height - top);
      across.push(await from(pixels).extract({ left, top, width, height }).webp(exact).toBuffer());
    }
    tiles.push(across);
  }
  return tiles;
}

async function decode(bytes: Uint8Array): Promise<Pixels> {
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: false });
    return await raw(image.autoOrient().flatten({ background: ground }).toColourspace('srgb'));
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
    throw new ImageRefused(`it cannot be decoded (${said})`);
  }
}

async function raw(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const from = ({ data, width, height }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
