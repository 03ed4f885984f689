import { metricsSchema } from '@fakexplain/database/schema';
import { addDataset, addRun } from '@fakexplain/fixtures/catalog';
import { createLogger } from '@fakexplain/service-kit';
import { eq } from 'drizzle-orm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { useMetrics } from '../testing/use-metrics.ts';
import { startScoring } from './start-scoring.ts';

const suite = useMetrics();
const { scores } = metricsSchema;

/** Threads load their code, and looks are seconds apart. */
vi.setConfig({ testTimeout: 60_000 });

test('scores what is there and what comes, and stops when it is told to', async () => {
  const { owner, db, databaseUrl } = suite();
  const datasetId = await addDataset(owner, 'as-they-come', {
    one: { label: 'generated' },
    two: { label: 'real' },
  });
  const says = { one: { verdict: 'generated' }, two: { verdict: 'real' } } as const;
  const first = await addRun(owner, { source: 'first', datasetId }, says);
  const scoring = startScoring({ db, databaseUrl, logger: createLogger('scoring', 'silent') });
  let stopped = false;
  onTestFinished(async () => {
    if (!stopped) await scoring.close();
  });
  const scored = (run: string) => db.$count(scores, eq(scores.runId, run));
  await vi.waitUntil(async () => (await scored(first)) === 2, { timeout: 30_000 });
  const second = await addRun(owner, { source: 'second', datasetId }, says);
  await vi.waitUntil(async () => (await scored(second)) === 2, { timeout: 30_000 });
  await scoring.close();
  stopped = true;
  expect(await scored(first)).toBe(2);
});
