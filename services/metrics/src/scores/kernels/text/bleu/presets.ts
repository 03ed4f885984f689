import type { MetricSignature } from '../../signature.ts';
import { ptbWords } from '../tokens/ptb-words.ts';
import { pythonSplit } from '../tokens/python-split.ts';
import { words13a } from '../tokens/words-13a.ts';
import { cocoScore, nltkScore, sacrebleuScore } from './scores.ts';
import type { BleuStatistics } from './statistics.ts';

export interface BleuPreset {
  readonly signature: MetricSignature;
  readonly tokenise: (text: string) => string[];
  /** Of one text where `signature.averaging` is `sentence`, of summed statistics where it is `corpus`. Between 0 and 1. */
  readonly score: (statistics: BleuStatistics) => number;
}

const tokenisers = { '13a': words13a, ws: pythonSplit, ptb: ptbWords };

function preset(
  variant: string,
  tokens: keyof typeof tokenisers,
  smoothing: readonly (readonly [string, string])[],
  averaging: 'sentence' | 'corpus',
  score: BleuPreset['score'],
): BleuPreset {
  const settings = [
    ['tok', tokens],
    ...smoothing,
    ['case', tokens === 'ptb' ? 'lower' : 'mixed'],
    ['refs', 'closest'],
  ] as const;
  return {
    signature: { metric: 'bleu2', variant, settings, averaging, version: 1 },
    tokenise: tokenisers[tokens],
    score,
  };
}

const nltk = (tokens: '13a' | 'ws', smoothing: 'method0' | 'method1') =>
  preset(`nltk-${tokens}-${smoothing}`, tokens, [['smooth', `nltk-${smoothing}`]], 'sentence', (statistics) =>
    nltkScore(statistics, smoothing),
  );

/**
 * The ways to compute BLEU-2: the tokens of texts by `tokenise`, then {@link BleuStatistics} of each image, then `score`. Presets with
 * the same `tokenise` share the statistics of an image.
 */
export const bleuPresets = {
  /** The mean of sacrebleu's sentence BLEU. */
  default: preset(
    'default',
    '13a',
    [
      ['smooth', 'exp'],
      ['eff', 'yes'],
    ],
    'sentence',
    (statistics) => sacrebleuScore(statistics, true),
  ),
  /** sacrebleu's corpus BLEU, shown beside the default. */
  'sacrebleu-corpus': preset(
    'sacrebleu-corpus',
    '13a',
    [
      ['smooth', 'exp'],
      ['eff', 'no'],
    ],
    'corpus',
    (statistics) => sacrebleuScore(statistics, false),
  ),
  'nltk-13a-method0': nltk('13a', 'method0'),
  'nltk-13a-method1': nltk('13a', 'method1'),
  'nltk-ws-method0': nltk('ws', 'method0'),
  'nltk-ws-method1': nltk('ws', 'method1'),
  /** The `Bleu_2` of COCO captioning, over the whole set. */
  coco: preset('coco', 'ptb', [['smooth', 'coco-tiny']], 'corpus', cocoScore),
} as const satisfies Record<string, BleuPreset>;
