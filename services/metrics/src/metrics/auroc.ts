import { auroc } from '@fakexplain/statistics/ranking-statistics';
import { rankingMetric } from './detection/set-metric.ts';

export const aurocMetric = rankingMetric({
  slug: 'auroc',
  version: 1,
  title: 'AUROC',
  definition:
    'Chance that a generated image has a higher probability than a real one, ties half. Over outputs with a probability. With hard verdicts for probabilities it is the balanced accuracy.',
  value: auroc,
});
