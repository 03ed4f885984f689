import { CommanderError } from '@commander-js/extra-typings';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startModelServer } from '../../../test/harness/model-server/start-model-server.ts';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fakexplain } from '../testing/fakexplain.ts';
import { parse } from '../testing/parse.ts';

// Each starts the command, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-model-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const shipped = (name: string) => join(import.meta.dirname, '../../../services/inference/models', name);

test('all models are listed with what they need; a manifest that is refused is told', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'wrong.yaml'), 'slug: wrong\n');
  const env = { MODELS_DIRECTORY: folder, FAKEXPLAINER_3B_ENDPOINT: 'http://a/v1' };
  const { code, stdout, stderr } = await fakexplain(['model', 'list'], env);
  expect(stdout).toMatch(/^fakexplainer-3b +served +FakeXplainer 3B: ready$/m);
  expect(stdout).toMatch(/^fakexplainer-7b +served +FakeXplainer 7B: set FAKEXPLAINER_7B_ENDPOINT/m);
  expect(stderr).toMatch(/wrong.yaml is refused:/);
  expect(code).toBe(4);
});

test('a model that is not sound has a code of its own, as one that does not work has', async () => {
  const server = await startModelServer({ model: 'fakexplainer-7b', answer: () => 'A dog.' });
  onTestFinished(() => server.close());
  const args = ['model', 'validate', shipped('fakexplainer-7b.yaml')];
  expect(await fakexplain(args, { FAKEXPLAINER_7B_ENDPOINT: server.url })).toMatchObject({
    code: 4,
    stdout: expect.stringContaining('missing_verdict'),
  });
  expect(await fakexplain(args, {})).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('It cannot be asked: set FAKEXPLAINER_7B_ENDPOINT'),
  });
});

test.each([
  [['model']],
  [['model', 'validate']],
  [['model', 'list', 'more']],
  [['model', 'validate', 'a', '--nonsense']],
])('%j is refused', (args) => expect(parse(args)).rejects.toThrow(CommanderError));
