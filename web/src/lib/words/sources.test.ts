import { expect, test } from 'vitest';
import { sourceFacts } from './sources.ts';

const of = (slug: string, dataset: string, images: number) =>
  sourceFacts({
    slug,
    kind: 'human',
    datasets: [{ slug: dataset, images, newestRunAt: '2026-11-03T10:00:00.000Z' }],
  });

test('sources of one name are told apart', () => {
  expect(of('people', 'fakexplained', 1)).toBe('people · human · fakexplained: 1 image, 2026-11-03');
  expect(of('people', 'fakeclue', 1_200)).toBe('people · human · fakeclue: 1,200 images, 2026-11-03');
  expect(sourceFacts({ slug: 'new', kind: 'model', datasets: [] })).toBe(
    'new · model · has explained nothing',
  );
});
