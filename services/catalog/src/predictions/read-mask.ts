import {
  maskArea,
  partsOfMask,
  runsFromPixels,
  type ImageSize,
  type MaskRuns,
  type Region,
  encodeMask,
} from '@fakexplain/explanation';
import { maskPixels, type MaskPixels } from '../images/mask-pixels.ts';
import { RowRefused } from '../rows/refusal.ts';
import type { PredictionProblem } from './problems.ts';

export interface MaskSettings {
  /** Brighter than this share of white, 0–1, is marked: 0.5 is above 127 of 255, as lossy masks need it. */
  threshold: number;
  /** Scale a mask of another size to its image, by the nearest pixel; else it is refused. Null where nobody can ask for it. */
  scale: boolean | null;
}

/** How a picture lies in a mask of its network's size: with empty margins on the right and below, or squeezed into it. */
export type MaskFrame = 'padded' | 'squeezed';

export interface ReadMask {
  runs: MaskRuns;
  problems: PredictionProblem[];
}

/**
 * Reads a mask (`maskPixels`) and marks what is brighter than the threshold. What is not black and yet not marked, in whole
 * or in a class of its own, is told.
 * @param written its file, or the bytes of its picture
 * @param field names the mask in refusals
 * @param frame of the picture in a mask of another size
 * @throws RowRefused where the mask is not an image, is damaged, or has another size than the image
 */
export async function readMask(
  written: string | Uint8Array,
  image: ImageSize,
  { threshold, scale }: MaskSettings,
  field: string,
  frame?: MaskFrame,
): Promise<ReadMask> {
  const read = await maskPixels(written, field);
  const mask = frame === 'padded' ? withoutMargins(read, image) : read;
  const scales = scale === true || frame === 'squeezed';
  const sameSize = mask.width === image.width && mask.height === image.height;
  if (!sameSize && !scales) {
    throw new RowRefused(field, otherSize(mask, image) + (scale === null ? '' : scaleHint));
  }
  const problems: PredictionProblem[] = [...mask.notes];
  const faint = faintness(mask.pixels, threshold * 255);
  if (faint) problems.push(faint);
  if (!sameSize) {
    const [from, to] = [mask, image].map(({ width, height }) => `${width} × ${height}`);
    problems.push({ code: 'scaled_mask', message: `the mask was scaled from ${from} to ${to} pixels` });
  }
  const pixels = sameSize ? mask.pixels : scaleNearest(mask, image);
  const runs = runsFromPixels(pixels, image, threshold * 255);
  const share = maskArea(runs) / (image.width * image.height);
  if (share > mostOfImage) {
    const message = `the mask marks ${Math.round(100 * share)}% of its image`;
    problems.push({ code: 'wide_mask', message });
  }
  return { runs, problems };
}

/** Of an image; above it white may be the background. */
const mostOfImage = 0.75;

/** More levels than these are shades, of blurred edges or probabilities, and no numbers of classes. */
const mostLevels = 16;

function faintness(pixels: Uint8Array, limit: number): PredictionProblem | undefined {
  const found = new Uint8Array(256);
  for (const level of pixels) found[level] = 1;
  const levels = [...found.keys()].filter((level) => level > 0 && found[level] === 1);
  const unmarked = levels.filter((level) => level <= limit);
  const brightest = unmarked.at(-1);
  if (brightest === undefined) return undefined;
  if (unmarked.length === levels.length) {
    return { code: 'faint_mask', message: `the mask holds nothing above ${brightest} of 255` };
  }
  if (levels.length > mostLevels) return undefined;
  const message = `the mask has ${levels.length} levels, of which ${unmarked.join(', ')} of 255 are not marked`;
  return { code: 'uneven_mask', message };
}

/** A region for each piece of a mask; what is said of all of it stands with the first, so that it is said once. */
export function regionsOfMask(runs: MaskRuns, description: string): Region[] {
  return partsOfMask(runs).map(({ box, mask }, index) => ({
    box,
    description: index === 0 ? description : '',
    mask: encodeMask(mask),
  }));
}

function otherSize(mask: ImageSize, image: ImageSize): string {
  const turned = mask.width === image.height && mask.height === image.width ? ', turned' : '';
  return `the mask has ${mask.width} × ${mask.height} pixels, its image ${image.width} × ${image.height}${turned}`;
}

const scaleHint = '; --scale-masks scales such masks';

/** The part at the upper left that has the image's size, where the mask is large enough. */
function withoutMargins(mask: MaskPixels, { width, height }: ImageSize): MaskPixels {
  if (mask.width < width || mask.height < height) return mask;
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    pixels.set(mask.pixels.subarray(y * mask.width, y * mask.width + width), y * width);
  }
  return { ...mask, width, height, pixels };
}

/** Each pixel is the one of the source that its centre falls into. */
function scaleNearest({ pixels, width, height }: MaskPixels, to: ImageSize): Uint8Array {
  const scaled = new Uint8Array(to.width * to.height);
  const columns = Int32Array.from({ length: to.width }, (_, x) => Math.floor(((x + 0.5) * width) / to.width));
  for (let y = 0; y < to.height; y += 1) {
    const row = Math.floor(((y + 0.5) * height) / to.height) * width;
    for (let x = 0; x < to.width; x += 1) scaled[y * to.width + x] = pixels[row + (columns[x] ?? 0)] ?? 0;
  }
  return scaled;
}
