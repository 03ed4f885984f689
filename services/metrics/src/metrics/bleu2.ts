import { bleuPresets } from './text/bleu/presets.ts';
import { bleuMetric, bleuSettings } from './text/text-metric.ts';

export const bleu2Metric = bleuMetric({
  variant: 'default',
  version: 1,
  settings: bleuSettings('13a', ['smooth', 'exp'], ['eff', 'yes']),
  title: 'BLEU-2',
  definition:
    'Sentence BLEU of orders 1–2 as sacrebleu: 13a tokens, exponential smoothing, effective order, closest reference.',
  score: ({ bleu }) => bleuPresets.default.score(bleu()),
  comparedWithVotes: true,
});
