import type { inference } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { describeRun, progressOfRun } from './run-lines.ts';

const run: inference.Run = {
  id: '11111111-2222-4333-8444-555555555555',
  title: 'first',
  model: { slug: 'legion', name: 'LEGION', task: 'explain', demo: false },
  dataset: { slug: 'demo', title: 'Demo' },
  state: 'running',
  reason: null,
  images: 480,
  counts: { waiting: 350, taken: 8, explained: 120, failed: 2 },
  parsing: { failed: 1, partial: 5 },
  imagesPerSecond: 3.14,
  secondsLeft: 114,
  workers: 1,
  createdAt: '2026-01-01T00:00:00Z',
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: null,
};

test('a line of progress', () => {
  expect(progressOfRun(run)).toBe(
    '122 of 480 images · 25% · 3.1 images/s · 2 min left · 2 failed · 1 did not parse',
  );
  const begun = { ...run, imagesPerSecond: null, secondsLeft: null, workers: 0 };
  expect(
    progressOfRun({ ...begun, counts: { ...run.counts, failed: 0 }, parsing: { failed: 0, partial: 0 } }),
  ).toBe('120 of 480 images · 25% · waiting for a worker');
  expect(progressOfRun({ ...begun, state: 'paused' })).toMatch(/ · paused$/);
});

test('what a run is', () => {
  expect(describeRun({ ...run, state: 'failed', reason: 'no weights' })).toBe(
    '11111111-2222-4333-8444-555555555555  legion on demo: failed, 120 of 480 images explained, 2 failed (no weights) — first',
  );
});
