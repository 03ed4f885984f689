import {
  partsOfMask,
  runsFromPixels,
  type ImageSize,
  type MaskRuns,
  type Region,
  encodeMask,
} from '@fakexplain/explanation';
import { greyPixels, type GreyImage } from '../images/grey-pixels.ts';
import { RowRefused } from '../rows/refusal.ts';
import type { PredictionProblem } from './problems.ts';

export interface MaskSettings {
  /** Brighter than this share of white, 0–1, is marked: 0.5 is above 127 of 255, as lossy masks need it. */
  threshold: number;
  /** Scale a mask of another size to its image, by the nearest pixel; else it is refused. */
  scale: boolean;
}

export interface ReadMask {
  runs: MaskRuns;
  problems: PredictionProblem[];
}

/**
 * Reads a mask in grey (of colours their luma) and marks what is brighter than the threshold.
 * @param field names the file in refusals
 * @throws RowRefused where the file is not an image, is damaged, or has another size than the image
 */
export async function readMask(
  file: string,
  image: ImageSize,
  { threshold, scale }: MaskSettings,
  field: string,
): Promise<ReadMask> {
  const mask = await greyPixels(file, field);
  const sameSize = mask.width === image.width && mask.height === image.height;
  if (!sameSize && !scale) throw new RowRefused(field, otherSize(mask, image));
  const problems: PredictionProblem[] = [];
  const brightest = mask.pixels.reduce((most, value) => Math.max(most, value), 0);
  if (brightest === 1 && threshold > 0) {
    problems.push({ code: 'faint_mask', message: 'the mask holds nothing above 1 of 255' });
  }
  if (!sameSize) {
    const [from, to] = [mask, image].map(({ width, height }) => `${width} × ${height}`);
    problems.push({ code: 'scaled_mask', message: `the mask was scaled from ${from} to ${to} pixels` });
  }
  const pixels = sameSize ? mask.pixels : scaleNearest(mask, image);
  return { runs: runsFromPixels(pixels, image, threshold * 255), problems };
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
  return (
    `the mask has ${mask.width} × ${mask.height} pixels, its image ${image.width} × ${image.height}${turned}; ` +
    '--scale-masks scales such masks'
  );
}

/** Each pixel is the one of the source that its centre falls into. */
function scaleNearest({ pixels, width, height }: GreyImage, to: ImageSize): Uint8Array {
  const scaled = new Uint8Array(to.width * to.height);
  const columns = Int32Array.from({ length: to.width }, (_, x) => Math.floor(((x + 0.5) * width) / to.width));
  for (let y = 0; y < to.height; y += 1) {
    const row = Math.floor(((y + 0.5) * height) / to.height) * width;
    for (let x = 0; x < to.width; x += 1) scaled[y * to.width + x] = pixels[row + (columns[x] ?? 0)] ?? 0;
  }
  return scaled;
}
