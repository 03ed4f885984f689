import type { Tokeniser } from '../tokens/number-texts.ts';
import { cocoScore, nltkScore, sacrebleuScore } from './scores.ts';
import type { BleuStatistics } from './statistics.ts';

export interface BleuPreset {
  readonly tokens: Tokeniser;
  /** Of the statistics of one text or, where `corpus`, of many together. Between 0 and 1. */
  readonly score: (statistics: BleuStatistics) => number;
  /** Whether statistics of several texts may be added up before. */
  readonly corpus: boolean;
}

const nltk = (tokens: Tokeniser, smoothing: 'method0' | 'method1'): BleuPreset => ({
  tokens,
  score: (statistics) => nltkScore(statistics, smoothing),
  corpus: false,
});

/**
 * The ways to compute BLEU-2: the tokens of texts by `tokens`, then {@link BleuStatistics} of each image, then `score`. Presets with
 * the same `tokens` share the statistics of an image.
 */
export const bleuPresets = {
  /** sacrebleu's sentence BLEU. */
  default: {
    tokens: 'of13a',
    score: (statistics) => sacrebleuScore(statistics, true),
    corpus: false,
  },
  'sacrebleu-corpus': {
    tokens: 'of13a',
    score: (statistics) => sacrebleuScore(statistics, false),
    corpus: true,
  },
  /** sacrebleu's sentence BLEU by characters. */
  char: { tokens: 'characters', score: (statistics) => sacrebleuScore(statistics, true), corpus: false },
  /** sacrebleu's sentence BLEU with its tokens of Chinese. */
  zh: { tokens: 'zh', score: (statistics) => sacrebleuScore(statistics, true), corpus: false },
  'nltk-13a-method0': nltk('of13a', 'method0'),
  'nltk-13a-method1': nltk('of13a', 'method1'),
  'nltk-ws-method0': nltk('spaced', 'method0'),
  'nltk-ws-method1': nltk('spaced', 'method1'),
  /** The `Bleu_2` of COCO captioning. */
  coco: { tokens: 'ptb', score: cocoScore, corpus: true },
} as const satisfies Record<string, BleuPreset>;
