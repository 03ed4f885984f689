import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { addDataset, addRun } from './testing/fill-benchmark.ts';
import { useCatalogue } from './testing/catalogue.ts';

const catalogue = useCatalogue();
// Each starts the command, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

/** Runs the command as a person does, without a blob store. */
function scoring(url = catalogue().url): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'score-cli.ts')], {
    env: { PATH: process.env['PATH'], DATABASE_URL: url },
  });
  return new Promise((resolve, reject) => {
    const ended = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}

test('it scores what is there, once, and does nothing where all is scored', async () => {
  const { db } = catalogue();
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
  expect(code).toBe(3);
  expect(stderr).toMatch(/^Scoring failed: .*ECONNREFUSED/);
});
