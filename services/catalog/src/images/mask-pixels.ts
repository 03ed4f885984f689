import { readFile, stat } from 'node:fs/promises';
import type { ImageSize } from '@fakexplain/explanation';
import sharp, { type Sharp } from 'sharp';
import { fileChunks } from '../marks/file-chunks.ts';
import { RowRefused } from '../rows/refusal.ts';
import { imageLimits } from './admit-image.ts';
import { readColours, type MaskNote, type MaskReading } from './mask-colours.ts';

export interface MaskPixels extends ImageSize, MaskReading {}

/**
 * Reads the picture of a mask within the limits of images: grey as it is, of 16 bits the upper eight, unless no value has
 * any there, as with numbers of classes, and of floating point shares of white; colours, palettes and transparency as `readColours` says.
 * @param mask its file, or its bytes
 * @param field names the mask in refusals
 * @throws RowRefused where the mask is too large, damaged or not an image, or its background is not to be told
 */
export async function maskPixels(mask: string | Uint8Array, field: string): Promise<MaskPixels> {
  const size = typeof mask === 'string' ? (await stat(mask)).size : mask.length;
  if (size > imageLimits.bytes) {
    throw new RowRefused(field, `the mask is ${size} bytes large; at most ${imageLimits.bytes} are read`);
  }
  try {
    const bytes = typeof mask === 'string' ? await readFile(mask) : Buffer.from(mask);
    const { notes, ...pixels } = await decode(bytes);
    return { ...pixels, notes: [...notes, ...(await turnNotes(bytes))] };
  } catch (error) {
    if (error instanceof RowRefused) throw new RowRefused(field, error.message);
    const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
    throw new RowRefused(field, `the mask cannot be read as an image (${said})`);
  }
}

/** Viewers turn a picture as its EXIF says, and so does `decode`: programs that ignore it see it otherwise. */
async function turnNotes(bytes: Buffer): Promise<MaskNote[]> {
  const { orientation = 1 } = await sharp(bytes).metadata();
  if (orientation === 1) return [];
  const message = `the mask was turned, as its EXIF orientation ${orientation} says`;
  return [{ code: 'turned_mask', message }];
}

async function decode(bytes: Buffer): Promise<MaskPixels> {
  const options = { failOn: 'error', limitInputPixels: imageLimits.pixels } as const;
  const image = sharp(bytes, options).autoOrient();
  const { format, channels, depth } = await sharp(bytes, options).metadata();
  if (channels > 1) {
    const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const lossless = format !== 'jpeg';
    return {
      width,
      height,
      ...readColours(data, channels, { lossless, background: backgroundOf(bytes, format) }),
    };
  }
  if (depth === 'float' || depth === 'double') return sharesIn(image);
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new RowRefused(
      '',
      `the mask has values of the type ${depth}; 8 or 16 bits, or shares from 0 to 1, are read`,
    );
  }
  const deep = depth === 'ushort';
  const grey = image.toColourspace(deep ? 'grey16' : 'b-w').extractChannel(0);
  const { data, info } = await grey
    .raw(deep ? { depth: 'ushort' } : undefined)
    .toBuffer({ resolveWithObject: true });
  const pixels = deep ? upperBits(data) : data;
  return { width: info.width, height: info.height, pixels, notes: [] };
}

/** A mask of probabilities in floating point, in shares of white. */
async function sharesIn(image: Sharp): Promise<MaskPixels> {
  const { data, info } = await image
    .extractChannel(0)
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const shares = new Float32Array(Uint8Array.from(data).buffer);
  if (!shares.every((share) => share >= 0 && share <= 1)) {
    throw new RowRefused('', 'the mask is in floating point, and its values are not all from 0 to 1');
  }
  const pixels = Uint8Array.from(shares, (share) => Math.round(255 * share));
  return { width: info.width, height: info.height, pixels, notes: [] };
}

function upperBits(data: Buffer): Uint8Array {
  // A copy begins where an array of 16 bits may.
  const values = new Uint16Array(Uint8Array.from(data).buffer);
  const small = values.every((value) => value < 256);
  return Uint8Array.from(values, (value) => (small ? value : value >> 8));
}

/** The first colour of a PNG's palette: that of class 0. */
function backgroundOf(bytes: Buffer, format: string): [number, number, number] | undefined {
  if (format !== 'png') return undefined;
  const palette = [...fileChunks(bytes, 'image/png')].find(({ name }) => name === 'PLTE')?.data;
  // With another type of pixels the palette is no more than a suggestion.
  const isIndexed = bytes[25] === 3;
  if (!palette || !isIndexed) return undefined;
  const [red = 0, green = 0, blue = 0] = palette;
  return [red, green, blue];
}
