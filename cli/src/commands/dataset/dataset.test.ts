import { expect, test } from 'vitest';
import { qualityLines } from './dataset.ts';

test('an annotator in a line: shares of what is defined, percentages without noise', () => {
  const annotator = {
    source: 'team-a',
    name: 'Team A',
    images: 6,
    iou: { k: 2, n: 4, share: 0.5 },
    labels: { k: 2, n: 4, share: 0.5 },
    both: { k: 1, n: 3, share: 1 / 3 },
    meanIou: (0.2 + 0.9 + 0.19) / 4,
    failing: [],
  };
  const thresholds = { iou: 0.2, labels: 1 / 3 };
  expect(qualityLines({ reference: 'gold', thresholds, annotators: [annotator] })).toEqual([
    'Compared with gold: IoU ≥ 20% (union of boxes), label accuracy ≥ 33.3%.',
    'team-a: 6 images; IoU 2 of 4 (50%); labels 2 of 4 (50%); both 1 of 3 (33.3%); mean IoU 0.323',
  ]);
});
