import { createHash } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { manifestSchema, type Manifest } from '../../models/manifest-schema.ts';
import type { Backend, ModelRequest } from '../backend.ts';
import { openBackend } from '../open-backend.ts';
import {
  goldenCheckpoints,
  goldenImage,
  scratchFolder,
  writeGoldenCheckpoint,
} from '@fakexplain/vlm-onnx/golden';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { answers, ...checkpoint } = goldenCheckpoints['3b'];
const [golden] = answers;
if (!golden) throw new Error('no answer to compare with');
const resize = { maxPixels: 60_000 };

function manifestWith(backend: object, more: object = {}): Manifest {
  return manifestSchema.parse({
    slug: 'random',
    name: 'Random weights',
    description: 'Knows nothing.',
    family: 'qwen2.5-vl',
    task: 'explain',
    licence: 'Apache-2.0',
    origin: 'made for this test',
    backend: { kind: 'local', checkpoint: 'checkpoint', threads: 1, ...backend },
    prompt: golden?.prompt,
    decoding: { maxTokens: golden?.tokens.length },
    reading: { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized', resize },
    ...more,
  });
}

function requestFor(name: string): ModelRequest {
  const { bytes } = goldenImage(name);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, path: null, bytes, mediaType: 'image/png', width: 90, height: 70 };
}

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
  await writeGoldenCheckpoint(join(scratch.path, 'checkpoint'), checkpoint);
});
afterAll(() => scratch[Symbol.asyncDispose]());

const steps: string[] = [];
async function open(backend: object, more?: object): Promise<Backend & AsyncDisposable> {
  steps.length = 0;
  const opened = await openBackend(manifestWith(backend, more), {
    folder: scratch.path,
    cacheFolder: join(scratch.path, 'cache'),
    environment: {},
    onStep: (step) => steps.push(step),
  });
  return Object.assign(opened, { [Symbol.asyncDispose]: () => opened.close() });
}

test('answers as transformers does, streams what it answers, and says what it is', async () => {
  await using backend = await open({ providers: ['cpu'] });
  expect(steps).toContain('converting the checkpoint, 100 %');
  let streamed = '';
  const answer = await backend.generate(requestFor(golden.image), { onText: (text) => (streamed += text) });
  expect(answer).toEqual({
    kind: 'text',
    text: golden.text,
    truncated: true,
    tokens: golden.tokens.length,
    probability: null,
  });
  expect(streamed).toBe(golden.text);

  const { provider, versions, checkpoint, details } = backend.provenance;
  expect(provider).toBe('cpu');
  expect(versions['onnxruntime-node']).toMatch(/^\d+\.\d+\.\d+$/);
  const hash = async (file: string) =>
    createHash('sha256')
      .update(await readFile(join(scratch.path, 'checkpoint', file)))
      .digest('hex');
  expect(checkpoint.map(({ file }) => file)).toEqual([
    'chat_template.jinja',
    'config.json',
    'generation_config.json',
    'model.safetensors',
    'preprocessor_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  for (const { file, sha256 } of checkpoint) expect(sha256).toBe(await hash(file));
  expect(details).toMatchObject({
    weights: 'float32',
    'repetition penalty': '1.05',
    'prompt SHA-256': createHash('sha256').update(golden.rendered).digest('hex'),
  });
});

test('answers the same from a checkpoint that transformers 5 has saved, and records its file', async () => {
  const folder = join(scratch.path, 'of-transformers-5');
  await cp(join(scratch.path, 'checkpoint'), folder, { recursive: true });
  const own = join(folder, 'preprocessor_config.json');
  const { min_pixels, max_pixels, ...further } = z
    .looseObject({ min_pixels: z.int(), max_pixels: z.int() })
    .parse(JSON.parse(await readFile(own, 'utf8')));
  const processors = {
    image_processor: { ...further, size: { shortest_edge: min_pixels, longest_edge: max_pixels } },
    processor_class: 'Qwen2_5_VLProcessor',
    video_processor: {},
  };
  const bytes = JSON.stringify(processors);
  await writeFile(join(folder, 'processor_config.json'), bytes);
  await rm(own);
  await using backend = await open({ checkpoint: 'of-transformers-5' });
  expect(await backend.generate(requestFor(golden.image))).toMatchObject({ text: golden.text });
  expect(backend.provenance.checkpoint).toContainEqual({
    file: 'processor_config.json',
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
});

test('converts the same content once', async () => {
  await (await open({})).close();
  await using again = await open({});
  expect(again.provenance.provider).toBe('cpu');
  expect(steps).toEqual(['reading the checkpoint', 'loading the model on cpu']);
});

test('samples the same for a seed, whatever was asked before', async () => {
  const sampled = (seed: number) => ({ decoding: { maxTokens: 12, temperature: 1, topP: 0.9, seed } });
  const text = async (backend: Backend, name: string) => {
    const answer = await backend.generate(requestFor(name));
    return answer.kind === 'text' ? answer.text : '';
  };
  await using one = await open({}, sampled(1));
  const first = await text(one, 'rgb.png');
  expect(await text(one, 'alpha.png')).not.toBe(first);
  expect(await text(one, 'rgb.png')).toBe(first);
  await using other = await open({}, sampled(2));
  expect(await text(other, 'rgb.png')).not.toBe(first);
});

test('an answer that is kept to the grammar parses, though the model knows nothing', async () => {
  await using backend = await open({ constrained: true }, { decoding: { maxTokens: 60 } });
  const answer = await backend.generate(requestFor('rgb.png'));
  expect(answer).toMatchObject({ truncated: false, text: expect.stringMatching(/^<think>.*<\/verdict>$/s) });
});

test('goes on after an answer that was cancelled, and after bytes that are not an image', async () => {
  await using backend = await open({});
  const controller = new AbortController();
  const cancelled = backend.generate(requestFor(golden.image), {
    signal: controller.signal,
    onText: () => controller.abort(new Error('seen enough')),
  });
  await expect(cancelled).rejects.toThrow('seen enough');
  const broken = { ...requestFor(golden.image), bytes: new Uint8Array(9) };
  await expect(backend.generate(broken)).rejects.toMatchObject({ fault: 'image' });
  await expect(backend.generate(requestFor(golden.image))).resolves.toMatchObject({ text: golden.text });
});

test('a provider that is not here is never replaced in silence', async () => {
  await expect(open({ providers: ['cuda'] })).rejects.toMatchObject({
    fault: 'model',
    message: expect.stringMatching(/runs on no provider that its manifest allows\. cuda: .*library/),
  });
  await using backend = await open({ providers: ['cuda', 'cpu'] });
  expect(backend.provenance).toMatchObject({
    provider: 'cpu',
    details: { 'passed over': expect.stringContaining('cuda: ') },
  });
});

test('a checkpoint that cannot be used is not tried on the next provider', async () => {
  const backend = { providers: ['cuda', 'cpu'], files: { 'config.json': '0'.repeat(64) } };
  await expect(open(backend)).rejects.toMatchObject({
    fault: 'model',
    message: expect.stringMatching(/^\S*config\.json has SHA-256 \w+, expected was 0+$/),
  });
  expect(steps).toEqual(['reading the checkpoint']);
});

test.each([
  [{ files: { 'config.json': '0'.repeat(64) } }, {}, 'config.json has SHA-256'],
  [{ files: { 'tokenizer.json': '0'.repeat(64) } }, {}, 'tokenizer.json has SHA-256'],
  [{ files: { 'other.json': '0'.repeat(64) } }, {}, 'there is no file'],
  [{ checkpoint: 'nowhere' }, {}, 'nowhere'],
  [
    {},
    { reading: { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized' } },
    'write reading.resize: { factor: 28, minPixels: 3136, maxPixels: 60000 }',
  ],
  [{ constrained: true }, { reading: { grammar: 'internvl', space: 'norm-1000' } }, 'constrained is for'],
])('refuses in words what cannot be right (%#)', async (backend, more, message) => {
  await expect(open(backend, more)).rejects.toMatchObject({
    name: 'ModelFailure',
    fault: 'model',
    message: expect.stringContaining(message),
  });
});
