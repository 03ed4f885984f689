import {
  decodeMask,
  MaskError,
  runsFromCounts,
  runsFromPolygons,
  type ImageSize,
  type Mask,
  type MaskRuns,
} from '@fakexplain/explanation';
import { z } from 'zod';
import { RowRefused } from '../rows/refusal.ts';

/**
 * A mask as other programs write it: COCO's runs, compressed (a string, or the codes of its characters in a list) or not (a
 * list of lengths), or polygons, each `[x1, y1, x2, y2, …]` in pixels.
 */
export const writtenMaskSchema = z.union(
  [
    z.object({
      size: z.tuple([z.int().positive(), z.int().positive()]),
      counts: z.union([z.string(), z.array(z.number())]),
    }),
    z.array(z.array(z.number())),
  ],
  {
    error:
      'a mask is {"size": [height, width], "counts": a string or a list of numbers}, or a list of polygons [[x1, y1, x2, y2, …], …]',
  },
);
export type WrittenMask = z.infer<typeof writtenMaskSchema>;

/** @throws RowRefused where it cannot be read, or is not of the image's size */
export function readWrittenMask(mask: WrittenMask, image: ImageSize, field: string): MaskRuns {
  if (Array.isArray(mask)) return attempt(field, () => runsFromPolygons(mask, image));
  const [height, width] = mask.size;
  if (height !== image.height || width !== image.width) {
    const size = `[${image.height}, ${image.width}]`;
    throw new RowRefused(
      `${field}.size`,
      `[${mask.size.join(', ')}] is not the image's [height, width], ${size}`,
    );
  }
  return attempt(`${field}.counts`, () => runsOf(mask.counts, mask.size));
}

function runsOf(counts: string | number[], size: Mask['size']): MaskRuns {
  const [height, width] = size;
  if (typeof counts === 'string') {
    if (/^b['"]/.test(counts)) {
      throw new MaskError(
        `the counts begin with ${counts.slice(0, 2)}: they are str() of bytes, whose escapes cannot be told from COCO's own characters; write rle["counts"].decode()`,
      );
    }
    return decodeMask({ size, counts });
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const areCodes = total !== height * width && counts.every((code) => code >= 48 && code <= 111);
  if (!areCodes) return runsFromCounts(counts, { width, height });
  const text = counts.map((code) => String.fromCharCode(code)).join('');
  return decodeMask({ size, counts: text });
}

function attempt(field: string, read: () => MaskRuns): MaskRuns {
  try {
    return read();
  } catch (error) {
    if (error instanceof MaskError) throw new RowRefused(field, error.message);
    throw error;
  }
}
