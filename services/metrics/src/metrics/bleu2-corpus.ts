import type { SummedMetric } from './metric.ts';
import { bleuPresets } from './text/bleu/presets.ts';
import { bleuSettings } from './text/text-metric.ts';

/** BLEU-2 of the summed counts of all images. */
export const bleu2CorpusMetric: SummedMetric = {
  kind: 'sums',
  signature: {
    metric: 'bleu2',
    variant: 'sacrebleu-corpus',
    settings: bleuSettings('13a', ['smooth', 'exp'], ['eff', 'no']),
    averaging: 'corpus',
    version: 1,
  },
  title: 'BLEU-2 (corpus)',
  definition:
    'Corpus BLEU of orders 1–2 as sacrebleu, 13a tokens, closest reference: one score of the counts of all images with a reference text.',
  better: 'higher',
  needs: ['reference_texts'],
  publishedAs: 'BLEU-2',
  // Matches of orders 1 and 2, totals of orders 1 and 2, tokens of the text and of the closest reference.
  addends: 6,
  add({ texts }) {
    const statistics = texts()?.bleu();
    if (!statistics) return null;
    const { matches1, matches2, total1, total2, referenceLength } = statistics;
    return [matches1, matches2, total1, total2, total1, referenceLength];
  },
  value([matches1 = 0, matches2 = 0, total1 = 0, total2 = 0, , referenceLength = 0]) {
    if (referenceLength === 0) return null;
    return bleuPresets['sacrebleu-corpus'].score({ matches1, matches2, total1, total2, referenceLength });
  },
};
