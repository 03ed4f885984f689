import { z } from '@hono/zod-openapi';

export const imageResponse = {
  description: 'WebP, of bytes that no other ballot has',
  content: { 'image/webp': { schema: z.string().openapi({ format: 'binary' }) } },
};
export const lookWords =
  'All of it, at most 640 pixels long. It is made for raters: upright, in sRGB, on white where the image is transparent, and without metadata. It may be lossy; the tiles are lossless, those of level 0 the pixels of the image.';
export const tileWords =
  'Level 0 has the image’s own pixels, each further level half the width and height, rounded up, down to the last one that is longer than 640 pixels; an image of at most 640 pixels has level 0 alone. A tile is 512 pixels wide and high, less at the right and lower edge.';

/** A number in an address, from 0. */
const indexParam = (title: string, description: string) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(9_999)
    // Told outright: of input that is coerced, the schema knows neither the type nor that it must be there.
    .openapi({ type: 'integer', minimum: 0, maximum: 9_999, param: { required: true } })
    .meta({ title, description });
export const tileParams = {
  level: indexParam('Level', 'Level of the tile; 0 has the image’s own pixels.'),
  column: indexParam('Column', 'Column of the tile, from 0 at the left.'),
  row: indexParam('Row', 'Row of the tile, from 0 at the top.'),
};
