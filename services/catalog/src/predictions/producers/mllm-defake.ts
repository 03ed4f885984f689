import type { Verdict } from '@fakexplain/explanation';
import { RowRefused } from '../../rows/refusal.ts';
import type { Prediction, Predictions } from '../prediction.ts';
import type { PredictionProblem } from '../problems.ts';
import { imageOf, readTable, type TableRow } from './read-table.ts';

const verdicts = new Map<string, Verdict | null>([
  ['1', 'real'],
  ['0', 'generated'],
  ['-1', null],
]);

/** `outputs/*.csv` of mllm-defake: path, label, pred, with 1 for real, 0 for fake, -1 for what could not be parsed. */
export function readMllmDefake(file: string): Promise<Predictions> {
  return readTable(file, [['path'], ['label'], ['pred']], readRow);
}

function readRow(row: TableRow): Prediction {
  const verdict = coded(row, 'pred');
  const label = coded(row, 'label');
  const problems: PredictionProblem[] = [];
  if (verdict === null) problems.push({ code: 'missing_verdict', message: 'pred is -1' });
  const explain: Prediction['explain'] = async (image) => {
    if (label === null || label === image.label) return { verdict, problems };
    const message = `the file says ${label}, the dataset ${image.label}`;
    return { verdict, problems: [...problems, { code: 'other_label', message }] };
  };
  return { ...imageOf(row), explain };
}

function coded(row: TableRow, column: string): Verdict | null {
  const written = String(row[column] ?? '').trim();
  const verdict = verdicts.get(written.replace(/\.0+$/, ''));
  if (verdict !== undefined) return verdict;
  throw new RowRefused(column, `${written || 'nothing'} is not 1 (real), 0 (fake) or -1 (not parsed)`);
}
