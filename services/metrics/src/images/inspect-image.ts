import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { RowRefused } from '../imports/refusal.ts';
import { perceptualHash } from './perceptual-hash.ts';

/** Largest file, in bytes, and largest picture, in pixels, that is decoded. */
export const imageLimits = { bytes: 64 * 2 ** 20, pixels: 100_000_000 };

const mediaTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif']);
const turned = new Set([5, 6, 7, 8]);

export interface ImageFacts {
  mediaType: string;
  /** As browsers show it, in pixels: EXIF orientation applied. Boxes are in these pixels. */
  width: number;
  height: number;
  /** See `perceptualHash`. */
  perceptualHash: string;
}

/**
 * Decodes an image wholly and says what it is, by its content alone.
 * @throws RowRefused where it is no image that browsers show, animated, too large, damaged or cut short
 */
export async function inspectImage(bytes: Uint8Array, field: string): Promise<ImageFacts> {
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (type?.mime === 'image/apng') throw animated(field);
  if (!type || !mediaTypes.has(type.mime)) {
    const what = type ? `the content is ${type.mime}` : 'the content is of no known image type';
    throw new RowRefused(field, `${what}; JPEG, PNG, WebP, AVIF and GIF are taken`);
  }
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: false, sequentialRead: true });
  const facts = await image.metadata().catch((error: unknown) => {
    throw damaged(field, error);
  });
  if ((facts.pages ?? 1) > 1) throw animated(field);
  const pixels = facts.width * facts.height;
  if (pixels > imageLimits.pixels) {
    const size = `${facts.width} × ${facts.height}`;
    throw new RowRefused(field, `the image is ${size} pixels large; at most ${imageLimits.pixels} in all`);
  }
  // Hashing reads every pixel in passing.
  const hash = await perceptualHash(image).catch((error: unknown) => {
    throw damaged(field, error);
  });
  const [width, height] = turned.has(facts.orientation ?? 1)
    ? [facts.height, facts.width]
    : [facts.width, facts.height];
  return { mediaType: type.mime, width, height, perceptualHash: hash };
}

const animated = (field: string) =>
  new RowRefused(field, 'the image is animated; only still images are taken');

function damaged(field: string, error: unknown): RowRefused {
  const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
  return new RowRefused(field, `the image is damaged or cut short (${said})`);
}
