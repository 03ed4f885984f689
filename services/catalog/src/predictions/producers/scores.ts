import type { Verdict } from '@fakexplain/explanation';
import { RowRefused } from '../../rows/refusal.ts';
import type { Prediction, Predictions } from '../prediction.ts';
import { imageColumn, imageOf, readTable, type TableRow } from './read-table.ts';

export interface ScoreSettings {
  /** What a score of 1 means. */
  positive: Verdict;
  /** Probabilities of `generated` above this give the verdict `generated`. */
  threshold: number;
}

/** What a detector without explanations says: a table of images and scores, as CSV or JSONL. */
export function readScores(file: string, settings: ScoreSettings): Promise<Predictions> {
  return readTable(file, [imageColumn, ['score']], (row) => readRow(row, settings));
}

function readRow(row: TableRow, { positive, threshold }: ScoreSettings): Prediction {
  const score = numberOf(row['score']);
  if (!(score >= 0 && score <= 1)) {
    const reason = `${String(row['score'] ?? 'nothing')} is not a probability, 0 to 1; logits go through a sigmoid first`;
    throw new RowRefused('score', reason);
  }
  const probability = positive === 'generated' ? score : 1 - score;
  const verdict = probability > threshold ? 'generated' : 'real';
  return { ...imageOf(row), explain: async () => ({ verdict, probability }) };
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}
