import { bleuPresets } from './text/bleu/presets.ts';
import { bleuStatistics } from './text/bleu/statistics.ts';
import { bleuMetric, bleuSettings } from './text/text-metric.ts';

export const bleu2NltkMethod0Metric = bleuMetric({
  variant: 'nltk-ws-method0',
  version: 1,
  settings: bleuSettings('ws', ['smooth', 'nltk-method0']),
  title: 'BLEU-2 (nltk, method0)',
  definition: "nltk's sentence_bleu without smoothing on words between white space.",
  score: ({ tokens }) => bleuPresets['nltk-ws-method0'].score(bleuStatistics(...tokens('spaced'))),
});
