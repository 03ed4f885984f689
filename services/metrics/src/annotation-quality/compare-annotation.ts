import type { ImageSize, Region } from '@fakexplain/explanation';
import { iouUnion } from '../metrics/iou-union.ts';
import { readMarks } from '../metrics/localisation/marks.ts';

export interface Annotation {
  tags: readonly string[];
  regions: readonly Region[];
}

export interface Agreement {
  /** Union of boxes or masks; `null` where the reference marks nothing, or a mask of either cannot be read. */
  iou: number | null;
  /** Share of the reference's image-level labels that the annotator gave too, letter case aside; `null` without any. */
  labels: number | null;
}

/** How far an annotator agrees with the reference on one image. */
export function compareAnnotation(annotator: Annotation, reference: Annotation, size: ImageSize): Agreement {
  const wanted = new Set(reference.tags.map(fold));
  const given = new Set(annotator.tags.map(fold));
  const [marked, expected] = [readMarks(annotator.regions, size), readMarks(reference.regions, size)];
  return {
    iou: marked && expected && iouUnion(marked, expected),
    labels: wanted.size === 0 ? null : [...wanted].filter((tag) => given.has(tag)).length / wanted.size,
  };
}

const fold = (tag: string) => tag.trim().toLowerCase().replaceAll(/\s+/g, ' ');
