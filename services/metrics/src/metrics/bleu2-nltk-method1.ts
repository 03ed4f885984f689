import { bleuPresets } from './text/bleu/presets.ts';
import { bleuMetric, bleuSettings } from './text/text-metric.ts';

export const bleu2NltkMethod1Metric = bleuMetric({
  variant: 'nltk-13a-method1',
  version: 1,
  settings: bleuSettings('13a', ['smooth', 'nltk-method1']),
  title: 'BLEU-2 (nltk, method1)',
  definition: "nltk's sentence_bleu with smoothing method1 on 13a tokens.",
  score: ({ bleu }) => bleuPresets['nltk-13a-method1'].score(bleu()),
});
