import type { ExplanationMetric, MetricFacts } from '../metric.ts';
import type { MetricSignature } from '../signature.ts';
import type { Mark } from './marks.ts';

/** IoU with one annotator, 0–1; `null` where it is undefined, 0 without a prediction. */
export type Iou = (predicted: readonly Mark[], reference: readonly Mark[]) => number | null;

/** Boxes exactly; if a mask is among what is compared, pixels, the boxes drawn by COCO's rule. */
export const areaSetting = ['area', 'exact-boxes,coco-pixels-with-masks'] as const;

interface IouFacts extends Pick<MetricFacts, 'title' | 'definition' | 'comparedWithVotes'> {
  slug: string;
  version: number;
  /** How predicted and reference regions are put together. */
  settings: MetricSignature['settings'];
  iou: Iou;
}

/**
 * An IoU of generated images with a marked reference: the mean over the annotators who marked something. `null` without
 * any (an IoU with nothing is undefined; libraries give 0, 1 or NaN), 0 without a prediction.
 */
export function iouMetric({
  slug,
  version,
  settings,
  definition,
  iou,
  ...facts
}: IouFacts): ExplanationMetric {
  return {
    ...facts,
    kind: 'explanation',
    signature: {
      metric: slug,
      variant: 'default',
      settings: [
        ['images', 'generated'],
        ...settings,
        areaSetting,
        ['nopred', '0'],
        ['noref', 'left-out'],
        ['annotators', 'mean'],
      ],
      averaging: 'image',
      version,
    },
    definition: `${definition} Mean over generated images with a marked reference; no prediction scores 0; several annotators: their mean; left out where a mask cannot be read.`,
    better: 'higher',
    needs: ['generated_images', 'reference_regions'],
    publishedAs: 'IoU',
    score({ predicted, references }) {
      const marks = predicted();
      if (!marks) return null;
      const values = references().flatMap((reference) => iou(marks, reference) ?? []);
      return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
    },
  };
}
