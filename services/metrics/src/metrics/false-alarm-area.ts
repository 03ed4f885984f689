import type { ImageSize } from '@fakexplain/explanation';
import { clipBox } from '@fakexplain/explanation/geometry';
import { areaSetting } from './localisation/iou-metric.ts';
import { markAreas, type Mark } from './localisation/marks.ts';
import type { ExplanationMetric } from './metric.ts';

/**
 * Share of an image covered by what was predicted in it, 0–1, for real images, where nothing should be. Boxes are cut
 * off at the image's edges and count exactly; as soon as one mark is a mask, whole pixels count. 0 without a prediction.
 */
export function falseAlarmArea(predicted: readonly Mark[], size: ImageSize): number {
  const inside = predicted.flatMap(({ box, runs }): Mark[] => {
    const clipped = runs ? box : clipBox(box, size);
    return clipped ? [{ box: clipped, runs }] : [];
  });
  return markAreas(inside, []).union / (size.width * size.height);
}

export const falseAlarmAreaMetric: ExplanationMetric = {
  kind: 'explanation',
  signature: {
    metric: 'false_alarm_area',
    variant: 'default',
    settings: [['images', 'real'], areaSetting, ['nopred', '0']],
    averaging: 'image',
    version: 1,
  },
  title: 'False-alarm area',
  definition: 'Share of a real image covered by predicted regions; mean over real images.',
  better: 'lower',
  needs: ['real_images'],
  comparedWithVotes: true,
  score: ({ label, size, predicted }) => {
    const marks = label === 'real' ? predicted() : null;
    return marks && falseAlarmArea(marks, size);
  },
};
