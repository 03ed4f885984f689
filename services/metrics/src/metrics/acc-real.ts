import { readWithVerdicts, share, unparsedWrong, verdictMetric } from './detection/set-metric.ts';
import { realImages, type VerdictCounts } from './detection/verdict-counts.ts';

/** Real images called real / real images (specificity), 0–1; `null` without a real image. */
export const accuracyOnReal = (counts: VerdictCounts): number | null =>
  share(counts.realAsReal, realImages(counts));

export const accRealMetric = verdictMetric({
  slug: 'acc_real',
  version: 1,
  settings: [unparsedWrong],
  title: 'Accuracy on real',
  definition: 'Real images called real / real images. An output without a verdict is wrong.',
  needs: ['real_images'],
  value: accuracyOnReal,
  over: realImages,
  readWith: readWithVerdicts,
});
