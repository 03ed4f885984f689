import type { BleuStatistics } from './statistics.ts';

/** exp(1 − r/c) for a hypothesis of c tokens shorter than its reference of r, else 1; c > 0. */
const brevityPenalty = ({ total1, referenceLength }: BleuStatistics): number =>
  total1 < referenceLength ? Math.exp(1 - referenceLength / total1) : 1;

/**
 * BLEU-2 = BP · √(p₁ p₂) with exponential smoothing: without a common bigram p₂ is half a match, 1 / (2 · bigrams).
 * Between 0 and 1 (sacrebleu's is 100 times that); 0 without a common word. A hypothesis of one word has no bigrams: with
 * effective order it scores BP · p₁, without 0.
 *
 * Reference: sacrebleu 2.6.0 `BLEU(max_ngram_order=2, smooth_method="exp", effective_order=…)`.
 */
export function sacrebleuScore(statistics: BleuStatistics, effectiveOrder: boolean): number {
  const { matches1, matches2, total1, total2 } = statistics;
  if (matches1 === 0) return 0;
  const p1 = matches1 / total1;
  if (total2 === 0) return effectiveOrder ? brevityPenalty(statistics) * p1 : 0;
  const p2 = matches2 > 0 ? matches2 / total2 : 1 / (2 * total2);
  return brevityPenalty(statistics) * Math.sqrt(p1 * p2);
}

/** Python's `sys.float_info.min`, the least normal double. */
const leastFloat = 2 ** -1022;

/**
 * BLEU-2 of one text as nltk 3.10.4 `sentence_bleu(…, weights=(.5, .5))` gives it, between 0 and 1. Without a common word 0.
 * Without a common bigram, `method0` puts the least float for p₂ (so the score is about 1e-154, not 0), `method1`
 * 0.1 / bigrams. A hypothesis of one word counts as having one bigram. For one text only: nltk's corpus
 * sums differ.
 */
export function nltkScore(statistics: BleuStatistics, smoothing: 'method0' | 'method1'): number {
  const { matches1, matches2, total1, total2 } = statistics;
  if (matches1 === 0) return 0;
  const bigrams = Math.max(1, total2);
  const p2 = matches2 > 0 ? matches2 / bigrams : smoothing === 'method0' ? leastFloat : 0.1 / bigrams;
  return brevityPenalty(statistics) * Math.sqrt(matches1 / total1) * Math.sqrt(p2);
}

/**
 * BLEU-2 as pycocoevalcap's `Bleu` gives it, of one text or of summed statistics, between 0 and 1. Not smoothed, but 1e-15 is added
 * to every count of matches and 1e-9 to every total: identical texts score a little below 1, an empty reference 2e-16 rather than 0.
 * Reference: pycocoevalcap 1.2 `BleuScorer` with option `closest`.
 */
export function cocoScore({ matches1, matches2, total1, total2, referenceLength }: BleuStatistics): number {
  const tiny = 1e-15;
  const small = 1e-9;
  const score = Math.sqrt(((matches1 + tiny) / (total1 + small)) * ((matches2 + tiny) / (total2 + small)));
  const ratio = (total1 + tiny) / (referenceLength + small);
  return ratio < 1 ? score * Math.exp(1 - 1 / ratio) : score;
}
