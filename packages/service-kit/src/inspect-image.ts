import { fileTypeFromBuffer } from 'file-type';
import sharp, { type Sharp } from 'sharp';

const mediaTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif']);
const turned = new Set([5, 6, 7, 8]);

/** What a transparent image is shown on, to raters, on pages and to models alike: white. */
export const ground = '#ffffff';

export interface ImageFacts {
  mediaType: string;
  /** As browsers show it, in pixels: EXIF orientation applied. Boxes are in these pixels. */
  width: number;
  height: number;
}

/** Says why a file is not accepted as an image, to the person who brought it. */
export class ImageRefused extends Error {
  override name = 'ImageRefused';
}

/**
 * Says what an image is, by its content alone, and decodes it.
 * @param maxPixels largest image that is decoded
 * @param decode must read every pixel, so that damage shows; its result is returned as `decoded`
 * @throws ImageRefused where it is not an image that browsers show, animated, too large, damaged or cut short
 */
export async function inspectImage<T>(
  bytes: Uint8Array,
  maxPixels: number,
  decode: (image: Sharp) => Promise<T>,
): Promise<ImageFacts & { decoded: T }> {
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (type?.mime === 'image/apng') throw animated();
  if (!type || !mediaTypes.has(type.mime)) {
    const what = type ? `the content is ${type.mime}` : 'the content is of no known image type';
    throw new ImageRefused(`${what}; JPEG, PNG, WebP, AVIF and GIF are taken`);
  }
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: false, sequentialRead: true });
  const facts = await image.metadata().catch(damaged);
  if ((facts.pages ?? 1) > 1) throw animated();
  if (facts.width * facts.height > maxPixels) {
    const size = `${facts.width} × ${facts.height}`;
    throw new ImageRefused(`the image is ${size} pixels large; at most ${maxPixels} in all`);
  }
  const decoded = await decode(image).catch(damaged);
  const [width, height] = turned.has(facts.orientation ?? 1)
    ? [facts.height, facts.width]
    : [facts.width, facts.height];
  return { mediaType: type.mime, width, height, decoded };
}

const animated = () => new ImageRefused('the image is animated; only still images are taken');

function damaged(error: unknown): never {
  const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
  throw new ImageRefused(`the image is damaged or cut short (${said})`);
}
