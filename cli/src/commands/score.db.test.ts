import { addDataset, addRun } from '@fakexplain/fixtures/catalog';
import { useMetrics } from '@fakexplain/metrics/testing/use-metrics.ts';
import { expect, test, vi } from 'vitest';
import { fakexplain } from '../testing/fakexplain.ts';

const suite = useMetrics();
// Each starts the command, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

/** Runs the command as a person does, without a blob store. */
const scoring = (url = suite().databaseUrl) => fakexplain(['score'], { DATABASE_URL: url });

test('it scores what is there, once, and does nothing where all is scored', async () => {
  const { owner: db } = suite();
  const datasetId = await addDataset(db, 'few', { a: { label: 'real' }, b: { label: 'generated' } });
  await addRun(db, { source: 'm', datasetId }, { a: { verdict: 'real' }, b: { verdict: null } });
  await addRun(db, { source: 'n', datasetId }, { a: { verdict: 'generated' } });
  expect(await scoring()).toEqual({
    code: 0,
    stdout: '3 explanations scored, 2 runs summed up.\n',
    stderr: '',
  });
  expect(await scoring()).toMatchObject({ code: 0, stdout: '0 explanations scored, 0 runs summed up.\n' });
});

test('it says why it failed', async () => {
  const { code, stderr } = await scoring('postgres://127.0.0.1:1/none');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Scoring failed: .*ECONNREFUSED/);
});
