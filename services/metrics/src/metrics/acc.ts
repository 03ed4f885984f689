import { readWithVerdicts, share, unparsedWrong, verdictMetric } from './detection/set-metric.ts';
import { generatedImages, realImages } from './detection/verdict-counts.ts';

export const accMetric = verdictMetric({
  slug: 'acc',
  version: 1,
  settings: [unparsedWrong],
  title: 'Accuracy',
  definition:
    'Right verdicts / all images. An output without a verdict is wrong. Needs real and generated images.',
  needs: ['real_images', 'generated_images'],
  value: (counts) =>
    share(counts.realAsReal + counts.generatedAsGenerated, realImages(counts) + generatedImages(counts)),
  score: ({ label, verdict }) => (verdict === label ? 1 : 0),
  readWith: readWithVerdicts,
  publishedAs: 'Acc',
});
