import type { metrics } from '@fakexplain/contract';

type Share = metrics.AnnotationQuality['annotators'][number]['iou'];

/** The report in lines for a terminal. */
export function qualityLines({ reference, thresholds, annotators }: metrics.AnnotationQuality): string[] {
  const iou = percent(thresholds.iou);
  const labels = percent(thresholds.labels);
  return [
    `Compared with ${reference}: IoU ≥ ${iou} (union of boxes), label accuracy ≥ ${labels}.`,
    ...(annotators.length === 0 ? ['Nobody else has explained images of it.'] : []),
    ...annotators.map(({ source, images, meanIou, ...annotator }) =>
      [
        `${source}: ${images} ${images === 1 ? 'image' : 'images'}`,
        `IoU ${inWords(annotator.iou)}`,
        `labels ${inWords(annotator.labels)}`,
        `both ${inWords(annotator.both)}`,
        `mean IoU ${meanIou === null ? 'none' : meanIou.toFixed(3)}`,
      ].join('; '),
    ),
  ];
}

const inWords = ({ k, n, share }: Share) => (share === null ? 'none' : `${k} of ${n} (${percent(share)})`);
const percent = (share: number) => `${Number((share * 100).toFixed(1))}%`;
