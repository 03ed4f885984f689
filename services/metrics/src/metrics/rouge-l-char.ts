import { rougePresets } from './text/rouge/presets.ts';
import { rougeL } from './text/rouge/rouge-l.ts';
import { rougeMetric, rougeSettings } from './text/text-metric.ts';

export const rougeLCharMetric = rougeMetric({
  variant: 'char',
  version: 1,
  settings: rougeSettings('char', 'no'),
  title: 'ROUGE-L (characters)',
  definition:
    'As ROUGE-L, with every character but white space for a token, case kept; of images whose reference texts are Chinese, Japanese, Thai, Lao, Khmer or Burmese, as the dataset says or, where it says nothing, by half of their letters or more.',
  score: ({ writing, tokens }) =>
    writing() === 'spaced' ? null : rougeL(...tokens(rougePresets.char.tokens)).f1,
});
