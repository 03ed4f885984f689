import { rougeMetric, rougeSettings } from './text/text-metric.ts';

export const rougeLMetric = rougeMetric({
  variant: 'default',
  version: 1,
  settings: rougeSettings('rouge_score', 'no'),
  title: 'ROUGE-L',
  definition:
    'F1 of the longest common subsequence as rouge_score: a–z and 0–9 in lower case, no stemmer, best reference.',
  score: ({ rouge }) => rouge(),
  comparedWithVotes: true,
});
