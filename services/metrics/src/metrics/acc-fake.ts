import { readWithVerdicts, unparsedWrong, verdictMetric } from './detection/set-metric.ts';
import { generatedImages } from './detection/verdict-counts.ts';
import { recall } from './recall.ts';

/** The same number as the recall, under the name that it has next to the accuracy on real images. */
export const accFakeMetric = verdictMetric({
  slug: 'acc_fake',
  version: 1,
  settings: [unparsedWrong],
  title: 'Accuracy on generated',
  definition: 'Generated images called generated / generated images. An output without a verdict is wrong.',
  needs: ['generated_images'],
  value: recall,
  over: generatedImages,
  readWith: readWithVerdicts,
});
