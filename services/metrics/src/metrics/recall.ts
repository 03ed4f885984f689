import {
  positiveGenerated,
  readWithVerdicts,
  share,
  unparsedWrong,
  verdictMetric,
} from './detection/set-metric.ts';
import { generatedImages, type VerdictCounts } from './detection/verdict-counts.ts';

/** Generated images called generated / generated images, 0–1; `null` without a generated image. */
export const recall = (counts: VerdictCounts): number | null =>
  share(counts.generatedAsGenerated, generatedImages(counts));

export const recallMetric = verdictMetric({
  slug: 'recall',
  version: 1,
  settings: [positiveGenerated, unparsedWrong],
  title: 'Recall',
  definition:
    'Generated images called generated / generated images; all that a set of generated images can tell.',
  needs: ['generated_images'],
  value: recall,
  over: generatedImages,
  readWith: readWithVerdicts,
});
