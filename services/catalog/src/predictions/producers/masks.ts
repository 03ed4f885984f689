import { readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { maskArea, type Verdict } from '@fakexplain/explanation';
import type { CatalogImage } from '../match-images.ts';
import type { Prediction, Predictions, Said } from '../prediction.ts';
import type { PredictionProblem } from '../problems.ts';
import { readMask, regionsOfMask, type MaskSettings } from '../read-mask.ts';

export interface MasksSettings extends MaskSettings {
  /** A share of marked pixels above this gives the verdict `generated`, else `real`; null for no verdicts by area. */
  verdictArea: number | null;
  /** Verdicts from elsewhere, which come before those by area. */
  verdictOf: (image: CatalogImage) => Verdict | null;
}

const images = new Set(['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff', '.gif']);

/** A folder of masks, one image for each image, at any depth. */
export async function readMasks(folder: string, settings: MasksSettings): Promise<Predictions> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.flatMap((entry) =>
    entry.isDirectory() || entry.name.startsWith('.') ? [] : [join(entry.parentPath, entry.name)],
  );
  const masks = files.filter((file) => images.has(extname(file).toLowerCase())).toSorted();
  const others = files.filter((file) => !images.has(extname(file).toLowerCase())).toSorted();
  const named = others
    .slice(0, 3)
    .map((file) => relative(folder, file))
    .join(', ');
  return {
    total: masks.length,
    rows: masks.map((file, index) => ({
      place: { file },
      done: index + 1,
      prepare: async () => asPrediction(folder, file, settings),
    })),
    notes: () =>
      others.length > 0
        ? [
            `${others.length} × a file of ${folder} that is no mask by its name (known: ${[...images].join(', ')}): ${named}${others.length > 3 ? ', …' : ''}`,
          ]
        : [],
  };
}

function asPrediction(folder: string, file: string, settings: MasksSettings): Prediction {
  const explain = async (image: CatalogImage): Promise<Said> => {
    const { runs, problems } = await readMask(file, image, settings, '');
    const share = maskArea(runs) / (image.width * image.height);
    const verdict = settings.verdictOf(image) ?? byArea(share, settings.verdictArea);
    const lacking: PredictionProblem[] =
      verdict === null ? [{ code: 'verdict_not_given', message: 'a mask alone gives no verdict' }] : [];
    return { verdict, regions: regionsOfMask(runs, ''), problems: [...problems, ...lacking] };
  };
  return { image: relative(folder, file).replaceAll(sep, '/'), field: '', ofMask: true, explain };
}

const byArea = (share: number, area: number | null): Verdict | null =>
  area === null ? null : share > area ? 'generated' : 'real';
