import { rougeL } from './text/rouge/rouge-l.ts';
import { rougeMetric, rougeSettings } from './text/text-metric.ts';

export const rougeLStemmedMetric = rougeMetric({
  variant: 'stem',
  version: 1,
  settings: rougeSettings('rouge_score', 'porter-nltk'),
  title: 'ROUGE-L (stemmed)',
  definition: "As ROUGE-L, with rouge_score's Porter stemmer.",
  score: ({ tokens }) => rougeL(...tokens('stemmed')).f1,
});
