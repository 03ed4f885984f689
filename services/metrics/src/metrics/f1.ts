import { positiveGenerated, readWithVerdicts, share, verdictMetric } from './detection/set-metric.ts';
import { generatedImages } from './detection/verdict-counts.ts';

/** 2 TP / (2 TP + FP + FN). */
export const f1Metric = verdictMetric({
  slug: 'f1',
  version: 1,
  settings: [positiveGenerated, ['unparsed', 'missed']],
  title: 'F1',
  definition: 'Harmonic mean of precision and recall; a generated image without a verdict is missed.',
  needs: ['real_images', 'generated_images'],
  value: (counts) =>
    share(
      2 * counts.generatedAsGenerated,
      counts.generatedAsGenerated + counts.realAsGenerated + generatedImages(counts),
    ),
  readWith: readWithVerdicts,
});
