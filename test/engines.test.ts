// The same weights through two engines: ours, and another behind an OpenAI-shaped endpoint.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backend, ModelRequest } from '../services/inference/src/backends/backend.ts';
import golden from '../demo/train/golden/answers.json' with { type: 'json' };
import { openBackend } from '../services/inference/src/backends/open-backend.ts';
import { manifestSchema } from '../services/inference/src/models/manifest-schema.ts';
import { startLlama } from './harness/gguf/start-llama.ts';
import { writeQwenGguf } from './harness/gguf/write-qwen-gguf.ts';
import { lackOf } from './harness/python.ts';
import { startEngine } from './harness/start-engine.ts';

const demo = join(import.meta.dirname, '../demo');
const checkpoint = join(demo, 'models/fakexplainer-tiny-demo');
const pictures = join(demo, 'images');
const resize = { factor: 28, minPixels: 3136, maxPixels: 50_176 };
/** Pictures whose answers do not hang on how an engine rounds (demo/train/golden.py). */
const sureFiles = golden.cases.map(({ file }) => file);
const firstFiles = (await readdir(pictures)).toSorted().slice(0, 20);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-engines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function demoPicture(file: string): Promise<ModelRequest> {
  const bytes = await readFile(join(pictures, file));
  const { width, height } = await sharp(bytes).metadata();
  return { sha256: '', path: null, bytes, mediaType: 'image/webp', width, height };
}

const open = (backend: object): Promise<Backend> =>
  openBackend(
    manifestSchema.parse({
      slug: 'tiny',
      name: 'Tiny',
      description: 'The demo checkpoint.',
      family: 'qwen2.5-vl',
      task: 'explain',
      licence: 'Apache-2.0',
      origin: 'shipped',
      backend,
      prompt: { user: 'Is this image real or generated? Explain where and why.' },
      decoding: { maxTokens: 160 },
      reading: { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized', resize },
    }),
    { folder, cacheFolder: join(folder, 'cache'), environment: {} },
  );

/** That a served model gives the texts of the local backend; one picture at a time, as batches are rounded otherwise. */
async function expectLocalTexts(served: Backend, files: readonly string[]): Promise<void> {
  const local = await open({ kind: 'local', checkpoint });
  for (const file of files) {
    const request = await demoPicture(file);
    const answer = await local.generate(request);
    expect(answer).toMatchObject({ kind: 'text', text: expect.stringContaining('<think>') });
    const { text } = answer.kind === 'text' ? answer : { text: '' };
    expect(await served.generate(request), file).toMatchObject({ kind: 'text', text });
  }
  await local.close();
}

test('llama.cpp, asked as a server, gives the tokens that the local backend gives', async () => {
  const files = { model: join(folder, 'model.gguf'), vision: join(folder, 'vision.gguf') };
  await writeQwenGguf(checkpoint, files);
  await using llama = await startLlama(files);
  const served = await open({
    kind: 'served',
    endpoints: [llama.url],
    model: 'tiny',
    skipSpecialTokens: null,
    resizeBeforeSending: true,
    concurrency: 1,
  });
  expect(served.provenance.details['server']).toBe('llama.cpp');
  await expectLocalTexts(served, sureFiles);
  await served.close();
});

const noVllm = await lackOf('vllm');
test.skipIf(noVllm)(
  `vLLM gives the tokens that the local backend gives, and heeds both its constraints${noVllm}`,
  { timeout: 1_200_000 },
  async () => {
    await using vllm = await startEngine({
      module: 'vllm.entrypoints.openai.api_server',
      args: [
        `--model=${checkpoint}`,
        '--served-model-name=tiny',
        '--dtype=float32',
        '--max-model-len=1024',
        '--enforce-eager',
      ],
      readyPath: '/v1/models',
      home: folder,
    });
    const backend = { kind: 'served', endpoints: [vllm.url], model: 'tiny' };
    const served = await open(backend);
    expect(served.provenance.details).toMatchObject({ server: 'vllm', root: checkpoint });
    await expectLocalTexts(served, firstFiles);
    await served.close();
    for (const constraint of ['vllm-regex', 'vllm-grammar']) {
      const constrained = await open({ ...backend, constraint });
      expect(constrained.provenance.details['endpoints']).toBe(`${vllm.url} (special tokens kept)`);
      await constrained.close();
    }
    await expect(open({ ...backend, constraint: 'sglang-regex' })).rejects.toThrow(
      'does not heed the constraint',
    );
  },
);

const noTransformers = await lackOf('transformers', 'torchvision', 'fastapi', 'uvicorn');
test.skipIf(noTransformers)(
  `transformers serve gives the tokens that the local backend gives${noTransformers}`,
  { timeout: 1_200_000 },
  async () => {
    const copy = join(folder, 'with-response-template');
    await cp(checkpoint, copy, { recursive: true });
    const config = join(copy, 'tokenizer_config.json');
    await writeFile(
      config,
      JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), ...responseTemplate }),
    );
    await using transformers = await startEngine({
      module: 'transformers.cli.transformers',
      args: ['serve', copy, '--device', 'cpu', '--dtype', 'float32'],
      readyPath: '/health',
      home: folder,
    });
    const served = await open({
      kind: 'served',
      endpoints: [transformers.url],
      model: copy,
      skipSpecialTokens: null,
    });
    await expectLocalTexts(served, firstFiles);
    await served.close();
  },
);

/** As docs/models.md says: without it `<think>` is taken out of the text. */
const responseTemplate = {
  response_template: {
    defaults: { role: 'assistant' },
    start_anchor: '<|im_start|>assistant\n',
    fields: { content: { close_pattern: '\\s*(?:<\\|im_end\\|>|<\\|endoftext\\|>)', content: 'text' } },
  },
};
