import type { Tokens } from '../tokens/tokens.ts';
import { lcsLength } from './lcs-length.ts';

/** Shares between 0 and 1. */
export interface RougeL {
  /** Length of the longest common subsequence / tokens of the hypothesis. */
  readonly precision: number;
  /** Length of the longest common subsequence / tokens of the reference. */
  readonly recall: number;
  /** 2 · precision · recall / (precision + recall), the score; 0 if both are 0. */
  readonly f1: number;
}

function rougeLOfOne(hypothesis: Tokens, reference: Tokens): RougeL {
  const common = lcsLength(hypothesis, reference);
  if (common === 0) return { precision: 0, recall: 0, f1: 0 };
  const precision = common / hypothesis.length;
  const recall = common / reference.length;
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

/**
 * ROUGE-L of one text (Lin, "ROUGE: a package for automatic evaluation of summaries", 2004): from the longest common
 * subsequence of all its tokens, line ends ignored; with several references the one of greatest F1, the first of equals.
 * An empty hypothesis or reference scores 0, also when both are empty.
 * Reference: rouge_score 0.1.2 `RougeScorer(["rougeL"]).score_multi`.
 *
 * @throws {RangeError} without references: ROUGE-L is then undefined, and the image is to be left out of the mean.
 */
export function rougeL(hypothesis: Tokens, references: readonly Tokens[]): RougeL {
  if (references.length === 0)
    throw new RangeError('ROUGE-L needs a reference (which may be empty); leave out images without one');
  return references
    .map((reference) => rougeLOfOne(hypothesis, reference))
    .reduce((best, each) => (each.f1 > best.f1 ? each : best));
}
