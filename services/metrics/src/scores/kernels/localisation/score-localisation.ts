import type { ImageSize, Region, Verdict } from '@fakexplain/explanation';
import { falseAlarmArea } from './false-alarm-area.ts';
import { iouCentreGreedy } from './iou-centre-greedy.ts';
import { iouMatched } from './iou-matched.ts';
import { iouUnion } from './iou-union.ts';
import { marksOf, type Mark } from './marks.ts';
import type { LocalisationSlug } from './signatures.ts';

type MarkedRegion = Pick<Region, 'box' | 'mask'>;

export interface LocalisedImage {
  /** What the image is, not what was said of it. */
  label: Verdict;
  size: ImageSize;
  /** Regions of the explanation; none where it failed to parse. */
  predicted: readonly MarkedRegion[];
  /** One list for each annotator. An annotator who marked nothing is no reference. */
  references: readonly (readonly MarkedRegion[])[];
}

/** One value for each metric; `null` where it is undefined for this image and left out of means. */
export type LocalisationScores = Record<LocalisationSlug, number | null>;

/**
 * The localisation metrics of one explanation. On a generated image: the three IoUs, each the mean over its annotators;
 * `null` without any reference, 0 without a prediction. On a real image: the false-alarm area alone, since an IoU with
 * nothing is undefined (libraries give 0, 1 or NaN).
 *
 * @throws MaskError for a mask that cannot be read, or is not of the image's size
 */
export function scoreLocalisation({
  label,
  size,
  predicted,
  references,
}: LocalisedImage): LocalisationScores {
  const marks = marksOf(predicted, size);
  if (label === 'real') {
    return {
      iou_union: null,
      iou_matched: null,
      iou_centre_greedy: null,
      false_alarm_area: falseAlarmArea(marks, size),
    };
  }
  const marked = references.map((reference) => marksOf(reference, size)).filter(({ length }) => length > 0);
  const mean = (metric: (predicted: readonly Mark[], reference: readonly Mark[]) => number | null) => {
    const values = marked.flatMap((reference) => metric(marks, reference) ?? []);
    return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  };
  return {
    iou_union: mean(iouUnion),
    iou_matched: mean(iouMatched),
    iou_centre_greedy: mean(iouCentreGreedy),
    false_alarm_area: null,
  };
}
