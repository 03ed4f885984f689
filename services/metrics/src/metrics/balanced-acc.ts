import { accuracyOnReal } from './acc-real.ts';
import { readWithVerdicts, unparsedWrong, verdictMetric } from './detection/set-metric.ts';
import { recall } from './recall.ts';

export const balancedAccMetric = verdictMetric({
  slug: 'balanced_acc',
  version: 1,
  settings: [unparsedWrong],
  title: 'Balanced accuracy',
  definition: 'Mean of the accuracies on real and on generated images.',
  needs: ['real_images', 'generated_images'],
  value(counts) {
    const [onReal, onGenerated] = [accuracyOnReal(counts), recall(counts)];
    return onReal === null || onGenerated === null ? null : (onReal + onGenerated) / 2;
  },
  readWith: readWithVerdicts,
});
