import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { ModelFailure } from '../../../../services/inference/src/backends/backend.ts';
import type { Pixels } from './pixels.ts';

/** Largest file, in bytes, and largest picture, in pixels, that is decoded. */
export const decodeLimits = { bytes: 64 * 2 ** 20, pixels: 100_000_000 };

/**
 * Decodes a picture as `ImageOps.exif_transpose(Image.open(file)).convert('RGB')` does: colour profiles are not applied,
 * alpha is dropped and the colours under it kept, grey becomes three equal channels, CMYK is turned by Pillow's formula.
 * Seen equal to Pillow 13.0 in every bit for JPEG (CMYK too), PNG, WebP and opaque GIF. Not equal: AVIF (chroma is
 * upsampled differently), transparent pixels of GIF (black here, a palette's colour there), and grey of 16 bits (the
 * upper 8 here, as browsers show it; Pillow takes all above 255 for white).
 *
 * @returns three channels; of an animation the first frame
 * @throws ModelFailure with the fault `image` where the file is too large, damaged or no picture
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
    throw refused(`the picture is ${size} pixels large; at most ${decodeLimits.pixels} are decoded`);
  }
  return facts.space === 'cmyk' ? decodeCmyk(bytes, options) : decodeColours(bytes, options, facts);
}

async function decodeColours(
  bytes: Uint8Array,
  options: SharpOptions,
  { hasAlpha }: Metadata,
): Promise<Pixels & { channels: 3 }> {
  const picture = sharp(bytes, options).autoOrient().toColourspace('srgb');
  const opaque = hasAlpha ? picture.removeAlpha() : picture;
  const { data, info } = await opaque.raw().toBuffer({ resolveWithObject: true }).catch(unreadable);
  return { width: info.width, height: info.height, channels: 3, data };
}

/** Pillow's `cmyk2rgb`: what the inks leave of white, without a profile. */
async function decodeCmyk(bytes: Uint8Array, options: SharpOptions): Promise<Pixels & { channels: 3 }> {
  const picture = sharp(bytes, options).autoOrient().pipelineColourspace('cmyk').toColourspace('cmyk');
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true }).catch(unreadable);
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

const refused = (message: string, cause?: unknown) => new ModelFailure('image', message, cause);

function unreadable(error: unknown): never {
  const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
  throw refused(`the picture cannot be decoded (${said})`, error);
}
