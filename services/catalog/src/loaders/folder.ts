import { generatorOfPath, labelNamesInWords, labelOfPath, usualLabelNames } from './folder-labels.ts';
import { listPictures, noteOthers, requireFolder } from './list-pictures.ts';
import type { Loader } from './loaded-set.ts';
import { pictureRows } from './picture-rows.ts';

/** A folder for each label, anywhere in the tree: real, 0_real, nature; fake, 1_fake, ai; and those that `labels` adds. */
export const folder: Loader = {
  async load(path, { labels, generators }) {
    const root = await requireFolder(path);
    const names = new Map([...usualLabelNames, ...labels]);
    const { pictures, others } = await listPictures(root);
    return {
      root,
      total: pictures.length,
      labels: `${labelNamesInWords(names)}, by the folders of each path`,
      notes: noteOthers(others),
      rows: pictureRows(root, pictures, (picture) => {
        const label = labelOfPath(picture, names);
        const generator = generators && label === 'generated' ? generatorOfPath(picture, names) : undefined;
        return { label, facts: generator === undefined ? {} : { generator } };
      }),
    };
  },
};
