import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  startModelServer,
  type ModelServer,
  type ModelServerOptions,
} from '../../../../../test/harness/model-server/start-model-server.ts';
import { modelCommand } from '../model-command.ts';
import { shippedModels } from '../read-models.ts';

let folder: string;
let server: ModelServer | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'validate-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => server?.close());

async function run(args: string[], environment: Record<string, string> = {}) {
  const lines: string[] = [];
  const signal = new AbortController().signal;
  const code = await modelCommand(args, { environment, signal, say: (line) => lines.push(line) });
  return { code, output: lines.join('\n') };
}

async function validate(options: ModelServerOptions, more: string[] = []) {
  server = await startModelServer({ model: 'fakexplainer-7b', ...options });
  const manifest = join(shippedModels, 'fakexplainer-7b.yaml');
  return run(['validate', manifest, ...more], { FAKEXPLAINER_7B_ENDPOINT: server.url });
}

it('shows what a model says of three pictures', async () => {
  const { code, output } = await validate({});
  expect(output).toMatch(/The manifest of FakeXplainer 7B \(fakexplainer-7b\) is as it should be/);
  expect(output).toMatch(
    /hills.png \(320 × 240\)\n {2}parsing +ok, \d+ tokens\n {2}verdict +(real|generated)/,
  );
  expect(output).toMatch(/3 of 3 pictures explained without a doubt\.$/);
  expect(code).toBe(0);
});

it('takes pictures of a folder', async () => {
  const picture = sharp({ create: { width: 90, height: 60, channels: 3, background: 'teal' } });
  await picture.jpeg().toFile(join(folder, 'b.jpg'));
  await picture.webp().toFile(join(folder, 'a.webp'));
  await writeFile(join(folder, 'notes.txt'), 'nothing');
  const { code, output } = await validate({}, ['--images', folder]);
  expect(output).toMatch(/a.webp \(90 × 60\)[^]*b.jpg \(90 × 60\)[^]*2 of 2 pictures/);
  expect(code).toBe(0);
});

it('shows every problem of answers that do not parse, with the text', async () => {
  const { code, output } = await validate({ answer: () => 'A dog <|box_start|>(1,2)<|box_end|>.' });
  expect(output).toContain('problem     malformed_box: "(1,2)" is no box');
  expect(output).toContain('problem     missing_verdict: there is no verdict');
  expect(output).toContain('text        A dog <|box_start|>(1,2)<|box_end|>.');
  expect(code).toBe(3);
});

it('tells what does not work', async () => {
  const refused = await validate({ faults: () => ({ kind: 'status', status: 400 }) });
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('It cannot be opened: ') });
  const unset = await run(['validate', join(shippedModels, 'fakexplainer-7b.yaml')]);
  expect(unset.output).toContain('It cannot be asked: set FAKEXPLAINER_7B_ENDPOINT');
  expect(unset.code).toBe(1);
  await writeFile(join(folder, 'wrong.yaml'), 'slug: wrong\n');
  const wrong = await run(['validate', join(folder, 'wrong.yaml')]);
  expect(wrong.output).toMatch(/is no manifest of a model:\n {2}line 1, name: /);
  expect(wrong.code).toBe(1);
});

it('says how the predictions of an imported model come in', async () => {
  const { code, output } = await run(['validate', join(shippedModels, 'legion.yaml')]);
  expect(output).toMatch(/Nothing is run: .*npm run import -- predictions legion/);
  expect(code).toBe(0);
});

it('lists all models with what they need', async () => {
  const { code, output } = await run(['list'], {
    MODELS_DIRECTORY: folder,
    FAKEXPLAINER_3B_ENDPOINT: 'http://a/v1',
  });
  expect(output).toMatch(/^fakexplainer-3b +served +FakeXplainer 3B: ready$/m);
  expect(output).toMatch(/^fakexplainer-7b +served +FakeXplainer 7B: set FAKEXPLAINER_7B_ENDPOINT/m);
  expect(output).toMatch(/wrong.yaml is refused:/);
  expect(code).toBe(1);
});

it.each([[[]], [['validate']], [['list', 'more']], [['validate', 'a', '--nonsense']]])(
  'explains itself for %j',
  async (args: string[]) => {
    expect(await run(args)).toMatchObject({ code: 2, output: expect.stringContaining('Usage:') });
  },
);
