import { join } from 'node:path';
import { ImportRefused } from '../rows/refusal.ts';
import { labelNamesInWords, labelOfPath, numberedLabelNames } from './folder-labels.ts';
import { listPictures, namesIn, noteOthers, requireFolder } from './list-pictures.ts';
import type { Loader } from './loaded-set.ts';
import { pictureRows } from './picture-rows.ts';

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
    const { pictures, others } = await listPictures(root);
    return {
      root,
      total: pictures.length,
      labels: `${labelNamesInWords(numberedLabelNames)}, by folder`,
      notes: noteOthers(others),
      rows: pictureRows(root, pictures, (picture) => ({
        path: `test/${picture}`,
        label: labelOfPath(picture, numberedLabelNames),
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
