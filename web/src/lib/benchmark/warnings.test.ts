import { expect, test } from 'vitest';
import { metric } from './testing.ts';
import { warningsFor } from './warnings.ts';

const coverage = 'covers 9 of the dataset’s 10 images; the others count nowhere';
const whole = 'IoU is undefined: this dataset’s regions mean the whole image';
const none = 'no reference regions to hold its regions against';

test('that regions cannot be compared is said beside an IoU alone', () => {
  const said = [coverage, whole, none];
  expect(warningsFor(said, metric('acc'))).toEqual([coverage]);
  expect(warningsFor(said, metric('bleu2'))).toEqual([coverage]);
  expect(warningsFor(said, metric('iou_union'))).toEqual(said);
  expect(warningsFor(said, metric('iou_matched'))).toEqual(said);
});
