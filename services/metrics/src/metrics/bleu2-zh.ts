import { bleuPresets } from './text/bleu/presets.ts';
import { bleuStatistics } from './text/bleu/statistics.ts';
import { bleuMetric, bleuSettings } from './text/text-metric.ts';

const { tokens: by, score } = bleuPresets.zh;

export const bleu2ZhMetric = bleuMetric({
  variant: 'zh',
  version: 1,
  settings: bleuSettings('zh', ['smooth', 'exp'], ['eff', 'yes']),
  title: 'BLEU-2 (Chinese)',
  definition:
    'As BLEU-2, with sacrebleu’s tokens of Chinese (zh); of images whose reference texts are Chinese, as the dataset says or, where it says nothing, by half of their letters or more, without kana.',
  score: ({ writing, tokens }) => (writing() === 'chinese' ? score(bleuStatistics(...tokens(by))) : null),
});
