import { requireFolder } from '../rows/require-file.ts';
import { generatorOfPath, labelNamesInWords, labelOfPath, usualLabelNames } from './folder-labels.ts';
import { imageRows, listImages, noteOthers } from './list-images.ts';
import type { Loader } from './loaded-set.ts';

/** A folder for each label, anywhere in the tree: real, 0_real, nature; fake, 1_fake, ai; and those that `labels` adds. */
export const folder: Loader = {
  async load(path, { labels, generators }) {
    const root = await requireFolder(path);
    const names = new Map([...usualLabelNames, ...labels]);
    const { images, others } = await listImages(root);
    return {
      root,
      total: images.length,
      labels: `${labelNamesInWords(names)}, by the folders of each path`,
      notes: noteOthers(others),
      rows: imageRows(root, images, (image) => {
        const label = labelOfPath(image, names);
        const generator = generators && label === 'generated' ? generatorOfPath(image, names) : undefined;
        return { label, facts: generator === undefined ? {} : { generator } };
      }),
    };
  },
};
