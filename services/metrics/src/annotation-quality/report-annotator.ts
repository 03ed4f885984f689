import type { metrics } from '@fakexplain/contract';
import type { Agreement } from './compare-annotation.ts';

type Annotator = metrics.AnnotationQuality['annotators'][number];
export type CheckedImage = Agreement & {
  sha256: string;
  path: string;
  /** Whether it may be listed where it fails; it counts in any case. */
  isListed: boolean;
};

export interface Thresholds {
  /** Least IoU of what was marked, 0–1. */
  iou: number;
  /** Least share of the reference's labels, 0–1. */
  labels: number;
}

/** Those of FakeXplained's quality control. */
export const usualThresholds: Thresholds = { iou: 0.2, labels: 1 / 3 };

const mostFailing = 200;

/** An annotator's shares of images that pass; an image without a value of a kind is not counted in its share. */
export function reportAnnotator(
  { source, name }: Pick<Annotator, 'source' | 'name'>,
  images: readonly CheckedImage[],
  thresholds: Thresholds,
): Annotator {
  const passes = ({ iou, labels }: CheckedImage) => ({
    iou: iou === null ? null : iou >= thresholds.iou,
    labels: labels === null ? null : labels >= thresholds.labels,
  });
  const verdicts = images.map(passes);
  const failing = images.filter(
    ({ isListed }, index) =>
      isListed && (verdicts[index]?.iou === false || verdicts[index]?.labels === false),
  );
  const ious = images.flatMap(({ iou }) => iou ?? []);
  return {
    source,
    name,
    images: images.length,
    iou: shareOf(verdicts.map(({ iou }) => iou)),
    labels: shareOf(verdicts.map(({ labels }) => labels)),
    both: shareOf(
      verdicts.map(({ iou, labels }) => (iou === null || labels === null ? null : iou && labels)),
    ),
    meanIou: ious.length === 0 ? null : ious.reduce((sum, iou) => sum + iou, 0) / ious.length,
    failing: failing
      .toSorted(worstFirst)
      .slice(0, mostFailing)
      .map(({ sha256, path, iou, labels }) => ({ sha256, path, iou, labels })),
  };
}

function shareOf(passed: (boolean | null)[]) {
  const defined = passed.filter((pass) => pass !== null);
  const k = defined.filter(Boolean).length;
  return { k, n: defined.length, share: defined.length === 0 ? null : k / defined.length };
}

/** By IoU, then labels; what is not defined comes last. */
const worstFirst = (a: CheckedImage, b: CheckedImage) =>
  (a.iou ?? 2) - (b.iou ?? 2) || (a.labels ?? 2) - (b.labels ?? 2) || (a.path < b.path ? -1 : 1);
