import { requireFolder } from '../rows/require-file.ts';
import { labelNamesInWords, labelOfPath, numberedLabelNames } from './folder-labels.ts';
import { imageRows, listImages, noteOthers } from './list-images.ts';
import type { Loader } from './loaded-set.ts';

/** GPT-Image-1: images that are all generated, or `0_real/` and `1_fake/` where real ones come with them. */
export const gptImage1: Loader = {
  entry: {
    slug: 'gpt-image-1',
    title: 'GPT-Image-1',
    kind: 'ood',
    licence: 'unknown: see where it was found',
    source: 'https://huggingface.co/datasets/Yejy53/GPT-ImgEval',
    localisation: 'whole_image',
  },
  async load(path) {
    const root = await requireFolder(path);
    const { images, others } = await listImages(root);
    const labelled = images.some((image) =>
      image.split('/').some((folder) => numberedLabelNames.has(folder)),
    );
    return {
      root,
      total: images.length,
      labels: labelled
        ? `${labelNamesInWords(numberedLabelNames)}, by folder`
        : 'all generated: there is no folder 0_real/ or 1_fake/. Recall is what can be measured, no AUROC or AP',
      notes: noteOthers(others),
      rows: imageRows(root, images, (image) => {
        const label = labelled ? labelOfPath(image, numberedLabelNames) : 'generated';
        return { label, facts: label === 'generated' ? { generator: 'GPT-Image-1' } : {} };
      }),
    };
  },
};
