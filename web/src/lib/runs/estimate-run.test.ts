import { expect, test } from 'vitest';
import { estimateRun } from './estimate-run.ts';

const newRun = (changes: Partial<Parameters<typeof estimateRun>[0][number]>) => ({
  title: 'a run',
  dataset: { slug: 'set', title: 'Set' },
  counts: { waiting: 0, taken: 0, explained: 10, failed: 0 },
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:10Z',
  ...changes,
});

test('the newest run that has ended tells how long an image takes', () => {
  const going = newRun({ startedAt: '2026-01-03T00:00:00Z', finishedAt: null });
  const ended = newRun({
    title: 'second',
    startedAt: '2026-01-02T00:00:00Z',
    finishedAt: '2026-01-02T00:01:40Z',
    counts: { waiting: 0, taken: 0, explained: 45, failed: 5 },
  });
  const older = newRun({ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T10:00:00Z' });
  expect(estimateRun([going, ended, older])).toMatchObject({
    secondsPerImage: 2,
    of: { title: 'second', images: 50 },
  });
});

test('nothing is said where no run has ended, or one before it began', () => {
  expect(estimateRun([])).toBeNull();
  expect(estimateRun([newRun({ startedAt: null, finishedAt: '2026-01-01T10:00:00Z' })])).toBeNull();
});
