import { share, verdictMetric } from './detection/set-metric.ts';
import { generatedImages, parsedImages, realImages } from './detection/verdict-counts.ts';

export const coverageMetric = verdictMetric({
  slug: 'coverage',
  version: 1,
  settings: [],
  title: 'Coverage',
  definition: 'Outputs with a verdict / all images.',
  needs: [],
  value: (counts) => share(parsedImages(counts), realImages(counts) + generatedImages(counts)),
});
