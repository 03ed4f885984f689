import { lookEdge, pictureLevels, tileEdge, type PictureLevel } from '@fakexplain/explanation/picture-levels';
import { ground, ImageRefused } from '@fakexplain/service-kit/images';
import sharp, { type Sharp, type WebpOptions } from 'sharp';

// Each image is decoded once, in a thread of its own: there is nothing to keep, and others need the processor too.
sharp.cache(false);
sharp.concurrency(1);

/** Lossless; of the efforts 0 to 6, those above 2 save another 1% of the bytes for twice the time. */
const exact = { lossless: true, effort: 2 } as const;
/** For what is reduced, and so has no pixel of the image any more: no value is off by more than 2 of 255. */
const nearlyExact = { nearLossless: true, quality: 60, effort: 2 } as const;

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
    const isExact = levels.length === 0;
    if (!isExact) above = await raw(from(above).resize(level.width, level.height, { fit: 'fill' }));
    levels.push(await cut(above, level, isExact ? exact : nearlyExact));
  }
  const look =
    levels.length === 0
      ? from(image).webp(exact)
      : from(image).resize(lookEdge, lookEdge, { fit: 'inside' }).webp(nearlyExact);
  return { look: await look.toBuffer(), levels };
}

/** The tiles of a level, by row and column. */
async function cut(
  pixels: Pixels,
  { rows, columns }: PictureLevel,
  options: WebpOptions,
): Promise<Uint8Array[][]> {
  const tiles: Uint8Array[][] = [];
  for (let row = 0; row < rows; row++) {
    const across: Uint8Array[] = [];
    for (let column = 0; column < columns; column++) {
      const [left, top] = [column * tileEdge, row * tileEdge];
      const width = Math.min(tileEdge, pixels.width - left);
      const height = Math.min(tileEdge, pixels.height - top);
      across.push(await from(pixels).extract({ left, top, width, height }).webp(options).toBuffer());
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
