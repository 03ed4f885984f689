import { ground } from '@fakexplain/service-kit/images';
import type { Sharp } from 'sharp';

const columns = 9;
const rows = 8;

/**
 * 64-bit difference hash (dHash) of an image as it is shown, 16 hex digits: the image is made grey and shrunk to 9 × 8;
 * a bit is set where a pixel is brighter than its neighbour to the left, row by row, first bit highest. Images that
 * were scaled, recompressed or slightly changed differ in few bits. An image without any horizontal change has the
 * hash 0. Every pixel is decoded: a decoder's own shortcut would skip some.
 * @throws where the image cannot be decoded
 */
export async function perceptualHash(image: Sharp): Promise<string> {
  const grey = await image
    .autoOrient()
    .flatten({ background: ground })
    .greyscale()
    .resize(columns, rows, { fit: 'fill', fastShrinkOnLoad: false })
    .raw()
    .toBuffer();
  let hash = 0n;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 1; column < columns; column += 1) {
      const place = row * columns + column;
      hash = (hash << 1n) | ((grey[place] ?? 0) > (grey[place - 1] ?? 0) ? 1n : 0n);
    }
  }
  return hash.toString(16).padStart(16, '0');
}
