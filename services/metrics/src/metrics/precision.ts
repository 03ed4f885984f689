import { positiveGenerated, readWithVerdicts, share, verdictMetric } from './detection/set-metric.ts';
import type { VerdictCounts } from './detection/verdict-counts.ts';

const calledGenerated = (counts: VerdictCounts): number =>
  counts.generatedAsGenerated + counts.realAsGenerated;

/** An output without a verdict calls nothing anything. scikit-learn gives 0 for 0 / 0, where this is undefined. */
export const precisionMetric = verdictMetric({
  slug: 'precision',
  version: 1,
  settings: [positiveGenerated, ['unparsed', 'no-claim']],
  title: 'Precision',
  definition: 'Generated images among those called generated. Undefined where nothing is called generated.',
  needs: ['real_images', 'generated_images'],
  value: (counts) => share(counts.generatedAsGenerated, calledGenerated(counts)),
  over: calledGenerated,
  readWith: readWithVerdicts,
});
