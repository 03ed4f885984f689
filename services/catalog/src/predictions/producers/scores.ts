import type { Verdict } from '@fakexplain/explanation';
import { nameOf } from '../../formats/names.ts';
import { RowRefused } from '../../rows/refusal.ts';
import type { Prediction, Predictions } from '../prediction.ts';
import { imageColumn, imageOf, readTable, type TableRow } from './read-table.ts';

export interface ScoreSettings {
  /** What a score of 1 means. */
  positive: Verdict;
  /** Probabilities of `generated` above this give the verdict `generated`. */
  threshold: number;
  /** The column of the scores, where it is not called `score`. */
  column?: string | undefined;
  /** Images by ids, where the table has ids and no images. */
  names?: ReadonlyMap<string, string> | undefined;
}

/** What a detector without explanations says: a table of images and scores, as CSV or JSONL. */
export function readScores(file: string, settings: ScoreSettings): Promise<Predictions> {
  const column = settings.column?.toLowerCase() ?? 'score';
  const identity = settings.names ? (['id', 'index'] as const) : imageColumn;
  const hint = ([lacking]: readonly string[]) =>
    lacking === 'score' ? '; say with --column which holds the scores' : '';
  return readTable(file, [identity, [column]], (row) => readRow(row, column, settings), hint);
}

function readRow(row: TableRow, column: string, { positive, threshold, names }: ScoreSettings): Prediction {
  if (row['modality'] !== undefined && row['modality'] !== 'image') {
    throw new RowRefused('modality', `the row is of ${String(row['modality'])}, not of an image`);
  }
  const score = numberOf(row[column]);
  if (!(score >= 0 && score <= 1)) {
    const reason = `${String(row[column] || 'nothing')} is not a probability, 0 to 1; logits go through a sigmoid first`;
    throw new RowRefused(column, reason);
  }
  const probability = positive === 'generated' ? score : 1 - score;
  const verdict = probability > threshold ? 'generated' : 'real';
  const named = names
    ? { image: nameOf(names, String(row['id'] ?? row['index']), 'id'), field: 'id' }
    : imageOf(row);
  return { ...named, explain: async () => ({ verdict, probability }) };
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}
