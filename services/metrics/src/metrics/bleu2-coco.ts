import { bleuPresets } from './text/bleu/presets.ts';
import { bleuStatistics } from './text/bleu/statistics.ts';
import { bleuMetric, bleuSettings } from './text/text-metric.ts';

const { tokens: by, score } = bleuPresets.coco;

export const bleu2CocoMetric = bleuMetric({
  variant: 'coco-sentence',
  version: 1,
  settings: bleuSettings('ptb', ['smooth', 'coco-tiny']),
  title: 'BLEU-2 (COCO, by image)',
  definition: "pycocoevalcap's Bleu_2 of each image on its tokens (lower case, no punctuation).",
  score: ({ tokens }) => score(bleuStatistics(...tokens(by))),
});
