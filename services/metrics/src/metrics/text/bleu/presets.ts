import { ptbWords } from '../tokens/ptb-words.ts';
import { pythonSplit } from '../tokens/python-split.ts';
import { words13a } from '../tokens/words-13a.ts';
import { cocoScore, nltkScore, sacrebleuScore } from './scores.ts';
import type { BleuStatistics } from './statistics.ts';

export interface BleuPreset {
  readonly tokenise: (text: string) => string[];
  /** Of the statistics of one text or, where `corpus`, of many together. Between 0 and 1. */
  readonly score: (statistics: BleuStatistics) => number;
  /** Whether statistics of several texts may be added up before. */
  readonly corpus: boolean;
}

const nltk = (tokenise: BleuPreset['tokenise'], smoothing: 'method0' | 'method1'): BleuPreset => ({
  tokenise,
  score: (statistics) => nltkScore(statistics, smoothing),
  corpus: false,
});

/**
 * The ways to compute BLEU-2: the tokens of texts by `tokenise`, then {@link BleuStatistics} of each image, then `score`. Presets with
 * the same `tokenise` share the statistics of an image.
 */
export const bleuPresets = {
  /** sacrebleu's sentence BLEU. */
  default: {
    tokenise: words13a,
    score: (statistics) => sacrebleuScore(statistics, true),
    corpus: false,
  },
  'sacrebleu-corpus': {
    tokenise: words13a,
    score: (statistics) => sacrebleuScore(statistics, false),
    corpus: true,
  },
  'nltk-13a-method0': nltk(words13a, 'method0'),
  'nltk-13a-method1': nltk(words13a, 'method1'),
  'nltk-ws-method0': nltk(pythonSplit, 'method0'),
  'nltk-ws-method1': nltk(pythonSplit, 'method1'),
  /** The `Bleu_2` of COCO captioning. */
  coco: { tokenise: ptbWords, score: cocoScore, corpus: true },
} as const satisfies Record<string, BleuPreset>;
