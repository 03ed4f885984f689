import { averagePrecision } from './detection/ranking.ts';
import { rankingMetric } from './detection/set-metric.ts';

export const apMetric = rankingMetric({
  slug: 'ap',
  version: 1,
  title: 'Average precision',
  definition:
    'Step sum of precision over recall by falling probability, ties grouped, as scikit-learn. Over outputs with a probability.',
  value: averagePrecision,
});
