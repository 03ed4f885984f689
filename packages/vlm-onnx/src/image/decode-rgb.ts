import sharp, { type Metadata, type SharpOptions } from 'sharp';
import type { Pixels } from './pillow-resize.ts';

/** Bytes that are not an image, or one that is not taken; another attempt would give the same. */
export class ImageError extends Error {
  override name = 'ImageError';
}

/** Largest file, in bytes, and largest image, in pixels, that is decoded. */
export const decodeLimits = { bytes: 64 * 2 ** 20, pixels: 100_000_000 };

/**
 * Decodes an image as `ImageOps.exif_transpose(Image.open(file)).convert('RGB')` does: colour profiles are not applied,
 * alpha is dropped and the colours under it kept, grey becomes three equal channels, CMYK is turned by Pillow's formula.
 * Seen equal to Pillow 13.0 in every bit for JPEG (CMYK too), PNG, WebP and opaque GIF. Not equal: AVIF (chroma is
 * upsampled differently), transparent pixels of GIF (black here, a palette's colour there), and grey of 16 bits (the
 * upper 8 here, as browsers show it; Pillow takes all above 255 for white).
 *
 * @returns three channels; of an animation the first frame
 * @throws ImageError where the file is too large, damaged or not an image
 */
export async function decodeRgb(bytes: Uint8Array): Promise<Pixels & { channels: 3 }> {
  if (bytes.length === 0) throw refused('the file is empty');
  if (bytes.length > decodeLimits.bytes) {
    throw refused(`the file is ${bytes.length} bytes large; at most ${decodeLimits.bytes} are decoded`);
  }
  const options: SharpOptions = { failOn: 'error', ignoreIcc: true, limitInputPixels: false };
  const facts = await sharp(bytes, options).metadata().catch(unreadable);
  if (facts.width * facts.height > decodeLimits.pixels) {
    const size = `${facts.width} × ${facts.height}`;
    throw refused(`the image is ${size} pixels large; at most ${decodeLimits.pixels} are decoded`);
  }
  return facts.space === 'cmyk' ? decodeCmyk(bytes, options) : decodeColours(bytes, options, facts);
}

async function decodeColours(
  bytes: Uint8Array,
  options: SharpOptions,
  { hasAlpha }: Metadata,
): Promise<Pixels & { channels: 3 }> {
  const image = sharp(bytes, options).autoOrient().toColourspace('srgb');
  const opaque = hasAlpha ? image.removeAlpha() : image;
  const { data, info } = await opaque.raw().toBuffer({ resolveWithObject: true }).catch(unreadable);
  return { width: info.width, height: info.height, channels: 3, data };
}

/** Pillow's `cmyk2rgb`: what the inks leave of white, without a profile. */
async function decodeCmyk(bytes: Uint8Array, options: SharpOptions): Promise<Pixels & { channels: 3 }> {
  const image = sharp(bytes, options).autoOrient().pipelineColourspace('cmyk').toColourspace('cmyk');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true }).catch(unreadable);
  const out = new Uint8Array(info.width * info.height * 3);
  for (let from = 0, to = 0; to < out.length; from += info.channels, to += 3) {
    const left = 255 - (data[from + 3] as number);
    for (let channel = 0; channel < 3; channel += 1) {
      const product = (data[from + channel] as number) * left + 128;
      out[to + channel] = left - (((product >> 8) + product) >> 8);
    }
  }
  return { width: info.width, height: info.height, channels: 3, data: out };
}

const refused = (message: string, cause?: unknown) => new ImageError(message, { cause });

function unreadable(error: unknown): never {
  const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
  throw refused(`the image cannot be decoded (${said})`, error);
}
