import { bleuPresets } from './text/bleu/presets.ts';
import { bleuStatistics } from './text/bleu/statistics.ts';
import { bleuMetric, bleuSettings } from './text/text-metric.ts';

const { tokens: by, score } = bleuPresets.char;

export const bleu2CharMetric = bleuMetric({
  variant: 'char',
  version: 1,
  settings: bleuSettings('char', ['smooth', 'exp'], ['eff', 'yes']),
  title: 'BLEU-2 (characters)',
  definition:
    'As BLEU-2, with sacrebleu’s characters (char) for tokens; of images whose reference texts are Chinese, Japanese, Thai, Lao, Khmer or Burmese, as the dataset says or, where it says nothing, by half of their letters or more.',
  score: ({ writing, tokens }) => (writing() === 'spaced' ? null : score(bleuStatistics(...tokens(by)))),
});
