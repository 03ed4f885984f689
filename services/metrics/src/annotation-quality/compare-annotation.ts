import { MaskError, type ImageSize, type Region } from '@fakexplain/explanation';
import { iouUnion } from '../metrics/iou-union.ts';
import { marksOf, type Mark } from '../metrics/localisation/marks.ts';

export interface Annotation {
  tags: readonly string[];
  regions: readonly Region[];
}

export interface Agreement {
  /** Union of boxes or masks; `null` where the reference marks nothing. */
  iou: number | null;
  /** Share of the reference's image-level labels that the annotator gave too, letter case aside; `null` without any. */
  labels: number | null;
}

/** How far an annotator agrees with the reference on one image. Where masks of either cannot be read, its boxes count. */
export function compareAnnotation(annotator: Annotation, reference: Annotation, size: ImageSize): Agreement {
  const wanted = new Set(reference.tags.map(fold));
  const given = new Set(annotator.tags.map(fold));
  return {
    iou: iouUnion(readMarks(annotator.regions, size), readMarks(reference.regions, size)),
    labels: wanted.size === 0 ? null : [...wanted].filter((tag) => given.has(tag)).length / wanted.size,
  };
}

const fold = (tag: string) => tag.trim().toLowerCase().replaceAll(/\s+/g, ' ');

function readMarks(regions: readonly Region[], size: ImageSize): Mark[] {
  try {
    return marksOf(regions, size);
  } catch (error) {
    if (!(error instanceof MaskError)) throw error;
    return marksOf(
      regions.map(({ box }) => ({ box })),
      size,
    );
  }
}
