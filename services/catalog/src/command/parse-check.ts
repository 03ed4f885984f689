import { slugOf } from './flags.ts';
import { parseArguments, text } from './parse-arguments.ts';
import { ImportRefused } from '../rows/refusal.ts';
import { usualThresholds, type Thresholds } from '../../../metrics/src/annotation-quality/thresholds.ts';

export interface CheckAnnotationsCommand {
  name: 'check-annotations';
  dataset: string;
  reference: string;
  thresholds: Thresholds;
}

/** @throws ImportRefused */
export function parseCheckAnnotations(args: string[]): CheckAnnotationsCommand {
  const { file, values } = parseArguments(
    'check-annotations',
    args,
    { reference: text, iou: text, labels: text },
    'dataset',
  );
  if (values.reference === undefined) {
    throw new ImportRefused('Say with --reference which source the others are held against.');
  }
  return {
    name: 'check-annotations',
    dataset: slugOf('the dataset', file),
    reference: slugOf('--reference', values.reference),
    thresholds: {
      iou: shareOf('--iou', values.iou) ?? usualThresholds.iou,
      labels: shareOf('--labels', values.labels) ?? usualThresholds.labels,
    },
  };
}

function shareOf(flag: string, said: string | undefined): number | undefined {
  if (said === undefined) return undefined;
  const share = said.trim() === '' ? Number.NaN : Number(said);
  if (share >= 0 && share <= 1) return share;
  throw new ImportRefused(`${flag} is a share from 0 to 1, not ${said}.`);
}
