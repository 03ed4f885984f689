import { expect, test } from 'vitest';
import { compareAnnotation } from './compare-annotation.ts';
import { reportAnnotator, usualThresholds } from './report-annotator.ts';

const size = { width: 100, height: 100 };
const region = (...box: [number, number, number, number]) => ({ box, description: '' });

test('one image: union of boxes, share of the reference’s labels', () => {
  const reference = {
    tags: ['Texture quality', 'anatomy', 'light'],
    regions: [region(0, 0, 10, 10), region(20, 0, 30, 10)],
  };
  const annotator = {
    tags: ['texture  quality', 'light', 'more'],
    regions: [region(0, 0, 10, 10), region(0, 0, 5, 5)],
  };
  // 100 of 200 square pixels; 2 of 3 labels.
  expect(compareAnnotation(annotator, reference, size)).toEqual({ iou: 0.5, labels: 2 / 3 });
  expect(compareAnnotation({ tags: [], regions: [] }, reference, size)).toEqual({ iou: 0, labels: 0 });
  expect(compareAnnotation(annotator, { tags: [], regions: [] }, size)).toEqual({ iou: null, labels: null });
});

test('a mask of another size is of no image, and not its box: there is no IoU', () => {
  const mask = { size: [3, 3] as [number, number], counts: '09' };
  const reference = { tags: [], regions: [region(0, 0, 10, 10)] };
  const annotator = { tags: [], regions: [{ ...region(0, 0, 10, 5), mask }] };
  expect(compareAnnotation(annotator, reference, size).iou).toBeNull();
});

const image = (path: string, iou: number | null, labels: number | null) => ({
  sha256: path,
  path,
  isListed: true,
  iou,
  labels,
});

test('shares count what is defined; thresholds are passed by equality; the worst come first', () => {
  const images = [
    image('at both', 0.2, 1 / 3),
    image('low labels', 0.9, 0.2),
    image('low iou', 0.19, 1),
    image('nothing', 0, null),
    image('real', null, null),
    image('no boxes', null, 0),
  ];
  const report = reportAnnotator({ source: 'team-a', name: 'Team A' }, images, usualThresholds);
  expect(report).toMatchObject({
    images: 6,
    iou: { k: 2, n: 4, share: 0.5 },
    labels: { k: 2, n: 4, share: 0.5 },
    both: { k: 1, n: 3, share: 1 / 3 },
  });
  expect(report.meanIou).toBeCloseTo((0.2 + 0.9 + 0.19) / 4, 12);
  expect(report.failing.map(({ path }) => path)).toEqual(['nothing', 'low iou', 'low labels', 'no boxes']);
});
