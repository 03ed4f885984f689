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
import { FileHashes } from '../file-hashes.ts';
import { shippedModels } from '../read-models.ts';
import { gatherPictures } from './gather-pictures.ts';
import { validateModel } from './validate-model.ts';

let folder: string;
let server: ModelServer | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'validate-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => server?.close());

async function run(manifest: string, environment: Record<string, string> = {}, images?: string) {
  const lines: string[] = [];
  const finding = await validateModel(manifest, await gatherPictures(images), {
    environment,
    hashes: new FileHashes(),
    cacheFolder: folder,
    signal: new AbortController().signal,
    say: (line) => lines.push(line),
  });
  return { finding, output: lines.join('\n') };
}

async function validate(options: ModelServerOptions, images?: string) {
  server = await startModelServer({ model: 'fakexplainer-7b', ...options });
  const manifest = join(shippedModels, 'fakexplainer-7b.yaml');
  return run(manifest, { FAKEXPLAINER_7B_ENDPOINT: server.url }, images);
}

it('shows what a model says of three pictures', async () => {
  const { finding, output } = await validate({});
  expect(output).toMatch(/The manifest of FakeXplainer 7B \(fakexplainer-7b\) is as it should be/);
  expect(output).toMatch(
    /hills.png \(320 × 240\)\n {2}parsing +ok, \d+ tokens\n {2}verdict +(real|generated)/,
  );
  expect(output).toMatch(/3 of 3 pictures explained without a doubt\.$/);
  expect(finding).toBe('sound');
});

it('takes pictures of a folder', async () => {
  const picture = sharp({ create: { width: 90, height: 60, channels: 3, background: 'teal' } });
  await picture.jpeg().toFile(join(folder, 'b.jpg'));
  await picture.webp().toFile(join(folder, 'a.webp'));
  await writeFile(join(folder, 'notes.txt'), 'nothing');
  const { finding, output } = await validate({}, folder);
  expect(output).toMatch(/a.webp \(90 × 60\)[^]*b.jpg \(90 × 60\)[^]*2 of 2 pictures/);
  expect(finding).toBe('sound');
});

it('shows every problem of answers that do not parse, with the text', async () => {
  const { finding, output } = await validate({ answer: () => 'A dog <|box_start|>(1,2)<|box_end|>.' });
  expect(output).toContain('problem     malformed_box: "(1,2)" is no box');
  expect(output).toContain('problem     missing_verdict: there is no verdict');
  expect(output).toContain('text        A dog <|box_start|>(1,2)<|box_end|>.');
  expect(finding).toBe('doubtful');
});

it('tells what does not work', async () => {
  const refused = await validate({ faults: () => ({ kind: 'status', status: 400 }) });
  expect(refused).toMatchObject({
    finding: 'broken',
    output: expect.stringContaining('It cannot be opened: '),
  });
  const unset = await run(join(shippedModels, 'fakexplainer-7b.yaml'));
  expect(unset.output).toContain('It cannot be asked: set FAKEXPLAINER_7B_ENDPOINT');
  expect(unset.finding).toBe('broken');
  await writeFile(join(folder, 'wrong.yaml'), 'slug: wrong\n');
  const wrong = await run(join(folder, 'wrong.yaml'));
  expect(wrong.output).toMatch(/is no manifest of a model:\n {2}line 1, name: /);
  expect(wrong.finding).toBe('broken');
});

it('says how the predictions of an imported model come in', async () => {
  const { finding, output } = await run(join(shippedModels, 'legion.yaml'));
  expect(output).toMatch(/Nothing is run: .*npm run fakexplain -- import predictions legion/);
  expect(finding).toBe('sound');
});
