import { join } from 'node:path';
import { ImportRefused } from '../rows/refusal.ts';
import { requireFolder } from '../rows/require-file.ts';
import { labelNamesInWords, labelOfPath, numberedLabelNames } from './folder-labels.ts';
import { imageRows, listImages, namesIn, noteOthers } from './list-images.ts';
import type { Loader } from './loaded-set.ts';

/** Chameleon (AIDE): `test/0_real` and `test/1_fake`, in the folder given, in `Chameleon/` below it, or the folder `test` itself. */
export const chameleon: Loader = {
  entry: {
    slug: 'chameleon',
    title: 'Chameleon',
    kind: 'ood',
    licence: 'academic use only, on request to its authors',
    source: 'https://github.com/shilinyan99/AIDE',
    localisation: 'whole_image',
  },
  async load(path) {
    const given = await requireFolder(path);
    const root = await testFolder(given);
    const { images, others } = await listImages(root);
    return {
      root,
      total: images.length,
      labels: `${labelNamesInWords(numberedLabelNames)}, by folder`,
      notes: noteOthers(others),
      rows: imageRows(root, images, (image) => ({
        path: `test/${image}`,
        label: labelOfPath(image, numberedLabelNames),
        facts: {},
      })),
    };
  },
};

async function testFolder(given: string): Promise<string> {
  for (const below of ['test', 'Chameleon/test', '.']) {
    const names = await namesIn(join(given, below));
    if (['0_real', '1_fake'].every((name) => names.includes(name))) return join(given, below);
  }
  throw new ImportRefused(`${given} holds no test/0_real and test/1_fake, as Chameleon does.`);
}
